//! How the API server prints a value inside an error: as JSON of its *internal* types, with Go's field names in Go's order
//! and every unset field shown (`{"Type":"","RollingUpdate":null}`). Facts of pkg/apis/{core,batch,apps}/types.go (v1.36.2).
//!
//! `types.txt` is the table: `TYPE<tab>Field:kind,…`. A field's JSON name is its Go name with the first run of capitals
//! lowered, or what stands after `=`. Kinds: `s` string, `i` integer, `b` boolean, `?` integer or string, `q` quantity
//! (`*q` when it may be unset), `Q` a map of quantities, `p` anything that is `null` when unset, `T` a struct, `*T` a
//! struct or `null`, `[T` a list of structs; a bare `+T` is an embedded struct and a bare `M` the object's metadata.

use serde_json::Value;

use crate::quantity::Quantity;

const TYPES: &str = include_str!("types.txt");
/// Members of ObjectMeta in Go's order; unset ones are left out.
pub const METADATA: [&str; 15] = [
    "name",
    "generateName",
    "namespace",
    "selfLink",
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "labels",
    "annotations",
    "ownerReferences",
    "finalizers",
    "managedFields",
];
/// Fields of a v1 PodSpec that the internal type keeps in its security context.
const HOST_FIELDS: [&str; 5] = [
    "hostNetwork",
    "hostPID",
    "hostIPC",
    "shareProcessNamespace",
    "hostUsers",
];

/// `value`, the v1 JSON of a type, as compact JSON of the internal type; `null` for null.
pub fn json(type_name: &str, value: &Value) -> String {
    write(type_name, value, None)
}

/// The same over several lines, indented by one blank per level, as the differences of pod updates show it.
pub fn pretty(type_name: &str, value: &Value) -> String {
    write(type_name, value, Some(0))
}

fn write(type_name: &str, value: &Value, indent: Option<usize>) -> String {
    let mut writer = Writer {
        out: String::new(),
        indent,
    };
    match value {
        Value::Null => writer.out.push_str("null"),
        Value::Array(items) => writer.list(items, type_name),
        _ => writer.object(type_name, value),
    }
    writer.out
}

/// A JSON text as Go's encoder writes it: `<`, `>` and `&` escaped.
pub fn go_json(value: &Value) -> String {
    let mut writer = Writer {
        out: String::new(),
        indent: None,
    };
    writer.plain(value);
    writer.out
}

struct Writer {
    out: String,
    indent: Option<usize>,
}

impl Writer {
    fn newline(&mut self, change: isize) {
        if let Some(level) = self.indent {
            let level = level.saturating_add_signed(change);
            self.indent = Some(level);
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n(' ', level));
        }
    }

    fn open(&mut self, bracket: char) {
        self.out.push(bracket);
        if let Some(level) = &mut self.indent {
            *level += 1;
        }
    }

    fn close(&mut self, bracket: char) {
        if self.out.ends_with(['{', '[']) {
            self.indent = self.indent.map(|level| level - 1);
        } else {
            self.newline(-1);
        }
        self.out.push(bracket);
    }

    /// Begins a member or item.
    fn next(&mut self) {
        if !self.out.ends_with(['{', '[']) {
            self.out.push(',');
        }
        self.newline(0);
    }

    fn key(&mut self, key: &str) {
        self.next();
        self.string(key);
        self.out.push(':');
        if self.indent.is_some() {
            self.out.push(' ');
        }
    }

    fn string(&mut self, text: &str) {
        let quoted = Value::String(text.to_owned()).to_string();
        let rare = ['<', '>', '&', '\u{2028}', '\u{2029}'];
        for c in quoted.chars() {
            match c {
                c if rare.contains(&c) => self.out.push_str(&format!("\\u{:04x}", c as u32)),
                c => self.out.push(c),
            }
        }
    }

    fn plain(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.string(text),
            Value::Array(items) => {
                self.open('[');
                for item in items {
                    self.next();
                    self.plain(item);
                }
                self.close(']');
            }
            Value::Object(members) => {
                self.open('{');
                for (key, value) in members {
                    self.key(key);
                    self.plain(value);
                }
                self.close('}');
            }
            other => self.out.push_str(&other.to_string()),
        }
    }

    fn list(&mut self, items: &[Value], type_name: &str) {
        self.open('[');
        for item in items {
            self.next();
            self.object(type_name, item);
        }
        self.close(']');
    }

    fn object(&mut self, type_name: &str, value: &Value) {
        self.open('{');
        self.members(type_name, value, &Value::Null);
        self.close('}');
    }

    /// `host`: where the fields are that the internal type has taken from the holder.
    fn members(&mut self, type_name: &str, value: &Value, host: &Value) {
        for field in fields(type_name) {
            let Some((name, kind)) = field.rsplit_once(':') else {
                match field.strip_prefix('+') {
                    Some(embedded) => self.members(embedded, value, host),
                    None => self.metadata(&value["metadata"]),
                }
                continue;
            };
            let (go, json) = match name.split_once('=') {
                Some((go, json)) => (go, json.to_owned()),
                None => (name, json_name(name)),
            };
            self.key(go);
            let holder = if HOST_FIELDS.contains(&json.as_str()) {
                host
            } else {
                value
            };
            let member = holder.get(&json).unwrap_or(&Value::Null);
            self.field(kind, member, value);
        }
    }

    fn metadata(&mut self, metadata: &Value) {
        for name in METADATA {
            match metadata.get(name) {
                Some(Value::Null) | None => {}
                Some(value) => {
                    self.key(name);
                    self.plain(value);
                }
            }
        }
    }

    fn field(&mut self, kind: &str, value: &Value, holder: &Value) {
        match (kind, value) {
            // The internal type always has one: it keeps what v1 has on the pod itself.
            ("*PodSecurityContext", _) => {
                self.open('{');
                self.members("PodSecurityContext", value, holder);
                self.close('}');
            }
            ("s", Value::Null) => self.out.push_str("\"\""),
            ("i" | "?", Value::Null) => self.out.push('0'),
            ("b", Value::Null) => self.out.push_str("false"),
            ("q", Value::Null) => self.out.push_str("\"0\""),
            ("q" | "*q", value) if !value.is_null() => self.quantity(value),
            ("Q", Value::Object(list)) => {
                self.open('{');
                for (name, value) in list {
                    self.key(name);
                    self.quantity(value);
                }
                self.close('}');
            }
            ("s" | "i" | "b" | "?" | "p", value) => self.plain(value),
            (kind, Value::Object(_)) => self.object(kind.trim_start_matches('*'), value),
            (kind, Value::Array(items)) => self.list(items, kind.trim_start_matches('[')),
            (kind, _) if kind.starts_with(|c: char| c.is_ascii_uppercase()) && kind != "Q" => {
                self.object(kind, &Value::Null)
            }
            _ => self.out.push_str("null"),
        }
    }

    fn quantity(&mut self, value: &Value) {
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let canonical = Quantity::parse(text.trim()).map_or(text, |quantity| quantity.to_string());
        self.string(&canonical);
    }
}

fn fields(type_name: &str) -> impl Iterator<Item = &'static str> {
    let mut lines = TYPES.lines().filter_map(|line| line.split_once('\t'));
    let line = lines.find(|(name, _)| *name == type_name);
    line.map_or("", |(_, fields)| fields)
        .split(',')
        .filter(|f| !f.is_empty())
}

/// A Go field's name in v1's JSON: the first run of capitals lowered, but for the one that begins the next word.
fn json_name(go: &str) -> String {
    let capitals = go.bytes().take_while(u8::is_ascii_uppercase).count();
    let lowered = match capitals {
        n if n == go.len() || n <= 1 => n,
        n if go.as_bytes()[n].is_ascii_lowercase() => n - 1,
        n => n,
    };
    format!("{}{}", go[..lowered].to_ascii_lowercase(), &go[lowered..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json as value;

    #[track_caller]
    fn check(type_name: &str, v1: Value, expect: &str) {
        assert_eq!(json(type_name, &v1), expect);
    }

    #[test]
    fn internal_json() {
        check(
            "ContainerResizePolicy",
            value!([{"resourceName": "cpu", "restartPolicy": "NotRequired"}]),
            r#"[{"ResourceName":"cpu","RestartPolicy":"NotRequired"}]"#,
        );
        check(
            "NodeSelectorTerm",
            value!({"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["foo"]}]}),
            r#"{"MatchExpressions":null,"MatchFields":[{"Key":"metadata.name","Operator":"In","Values":["foo"]}]}"#,
        );
        check(
            "DeploymentStrategy",
            value!({"type": "<X>"}),
            r#"{"Type":"\u003cX\u003e","RollingUpdate":null}"#,
        );
        check(
            "Volume",
            value!({"name": "a", "emptyDir": {"sizeLimit": "1024Mi"}})
                .as_object()
                .map(|o| Value::Object(o.clone()))
                .expect("an object"),
            concat!(
                r#"{"Name":"a","HostPath":null,"EmptyDir":{"Medium":"","SizeLimit":"1Gi"},"GCEPersistentDisk":null,"#,
                r#""AWSElasticBlockStore":null,"GitRepo":null,"Secret":null,"NFS":null,"ISCSI":null,"Glusterfs":null,"#,
                r#""PersistentVolumeClaim":null,"RBD":null,"Quobyte":null,"FlexVolume":null,"Cinder":null,"CephFS":null,"#,
                r#""Flocker":null,"DownwardAPI":null,"FC":null,"AzureFile":null,"ConfigMap":null,"VsphereVolume":null,"#,
                r#""AzureDisk":null,"PhotonPersistentDisk":null,"Projected":null,"PortworxVolume":null,"ScaleIO":null,"#,
                r#""StorageOS":null,"CSI":null,"Ephemeral":null,"Image":null}"#
            ),
        );
    }

    #[test]
    fn every_reference_names_a_type() {
        for (name, row) in TYPES.lines().filter_map(|line| line.split_once('\t')) {
            for field in row.split(',') {
                let kind = field.rsplit(':').next().unwrap_or("");
                let target = kind.trim_start_matches(['*', '[', '+']);
                if target.len() > 1 {
                    assert!(fields(target).next().is_some(), "{name}: {field}");
                }
            }
        }
    }

    #[test]
    fn names() {
        for (go, expect) in [
            ("HTTPGet", "httpGet"),
            ("TTY", "tty"),
            ("PodIP", "podIP"),
            ("SELinuxOptions", "seLinuxOptions"),
            ("DNSPolicy", "dnsPolicy"),
            ("OS", "os"),
        ] {
            assert_eq!(json_name(go), expect);
        }
    }

    #[test]
    fn host_fields_come_from_the_pod() {
        let spec = pretty("PodSpec", &value!({"hostNetwork": true, "containers": []}));
        assert!(spec.contains("\n \"SecurityContext\": {\n  \"HostNetwork\": true,\n  \"HostPID\": false,"));
        assert!(spec.contains("\n \"Containers\": [],\n"));
        assert!(spec.ends_with("\n}"));
    }
}
