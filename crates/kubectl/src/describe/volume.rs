//! Volumes in describe. Mirrors describeVolumes of staging/src/k8s.io/kubectl/pkg/describe/describe.go (v1.36.2).

use api::core_v1::Volume;
use api::json::from_value;
use api::meta_v1::StringMap;
use serde_json::Value;

use super::apps::storage_class;
use super::writer::{Writer, annotation_texts, label_texts, text_field};

/// Every kind of volume, one a line: its key, what describe calls it, its fields. A field is a title, after `=` its key
/// where that is not the title in camel case (after `==` where the title is printed without a colon), and what it prints
/// when it is absent ([`absent`]).
const SOURCES: &str = include_str!("volumes.tsv");

/// Longer attributes of CSI volumes are cut.
const MAX_ATTRIBUTE_LEN: usize = 140;

/// The block `Volumes:` of a pod or (`template`) of a pod template.
pub fn volumes(writer: &mut Writer, volumes: &[Volume], template: bool) {
    let (space, name_space) = if template { ("  ", " ") } else { ("", "") };
    if volumes.is_empty() {
        writer.line(0, format!("{space}Volumes:\t<none>"));
        return;
    }
    writer.line(0, format!("{space}Volumes:"));
    for volume in volumes {
        writer.line(1, format!("{name_space}{}:", volume.name));
        let (kind, json) = volume.source.member();
        source(writer, kind, json);
    }
}

fn source(writer: &mut Writer, kind: &str, json: &Value) {
    let mut rows = SOURCES.lines().map(|line| line.splitn(3, '\t'));
    let Some(mut row) = rows.find_map(|mut row| (row.next() == Some(kind)).then_some(row)) else {
        writer.line(1, "<unknown>");
        return;
    };
    writer.field(2, "Type", row.next().unwrap_or_default());
    let fields = row.next().unwrap_or_default().split(',');
    for text in fields.filter(|text| !text.is_empty()) {
        writer.line(2, field(text, json));
    }
    match kind {
        "downwardAPI" => downward_items(writer, json),
        "projected" => list(json, "sources")
            .iter()
            .for_each(|source| projection(writer, source)),
        "ephemeral" => {
            if let Some(template) = json.get("volumeClaimTemplate") {
                claim(writer, template);
            }
        }
        "csi" => attributes(writer, &json["volumeAttributes"]),
        _ => {}
    }
}

/// What stands for a field that is absent, by the sign at its end.
fn absent(sign: char) -> Option<&'static str> {
    Some(match sign {
        '?' => "false",
        '#' => "0",
        '@' => "[]",
        '%' => "map[]",
        '*' => "nil",
        '-' => "<none>",
        '!' => "<unset>",
        _ => return None,
    })
}

/// One field as a line.
fn field(text: &str, json: &Value) -> String {
    let zero = text.chars().last().and_then(absent);
    let text = zero.map_or(text, |_| &text[..text.len() - 1]);
    let zero = zero.unwrap_or_default();
    let (title, colon, key) = match (text.split_once("=="), text.split_once('=')) {
        (Some((title, key)), _) => (title, "", key.to_owned()),
        (None, Some((title, key))) => (title, ":", key.to_owned()),
        (None, None) => (text, ":", camel_case(text)),
    };
    let value = match &json[key.as_str()] {
        Value::Null => zero.to_owned(),
        Value::String(text) if zero == "<unset>" && text == "0" => zero.to_owned(),
        Value::Array(values) if zero.is_empty() => texts(values, ", "),
        Value::Array(values) => format!("[{}]", texts(values, " ")),
        Value::Object(_) if key == "secretRef" => {
            format!(
                "&LocalObjectReference{{Name:{},}}",
                text_field(&json[key], "name")
            )
        }
        Value::Object(map) => {
            let pairs = map.iter().map(|(key, value)| format!("{key}:{}", plain(value)));
            format!("map[{}]", pairs.collect::<Vec<_>>().join(" "))
        }
        value => plain(value),
    };
    format!("{title}{colon}\t{value}")
}

/// `FSType` is `fsType`, `PDName` `pdName`, `IQN` `iqn`.
fn camel_case(title: &str) -> String {
    let capitals = title.chars().take_while(char::is_ascii_uppercase).count();
    let end = match capitals {
        all if all == title.len() => all,
        several => several.saturating_sub(1).max(1),
    };
    title[..end].to_ascii_lowercase() + &title[end..]
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn texts(values: &[Value], between: &str) -> String {
    values.iter().map(plain).collect::<Vec<_>>().join(between)
}

fn downward_items(writer: &mut Writer, json: &Value) {
    writer.line(2, "Items:");
    for item in list(json, "items") {
        for (source, name) in [("fieldRef", "fieldPath"), ("resourceFieldRef", "resource")] {
            if let Some(source) = item.get(source) {
                let path = text_field(item, "path");
                writer.line(3, format!("{} -> {path}", text_field(source, name)));
            }
        }
    }
}

/// A certificate or a trust bundle prints as nothing.
fn projection(writer: &mut Writer, source: &Value) {
    let named = |writer: &mut Writer, title: &str, json: &Value| {
        writer.field(2, title, text_field(json, "name"));
        writer.field(2, "Optional", json["optional"] == true);
    };
    if let Some(secret) = source.get("secret") {
        named(writer, "SecretName", secret);
    } else if source.get("downwardAPI").is_some() {
        writer.field(2, "DownwardAPI", true);
    } else if let Some(map) = source.get("configMap") {
        named(writer, "ConfigMapName", map);
    } else if let Some(token) = source.get("serviceAccountToken") {
        let seconds = token["expirationSeconds"].as_i64();
        writer.field(2, "TokenExpirationSeconds", seconds.unwrap_or(3600));
    }
}

/// The claim that an ephemeral volume is made from (`printPersistentVolumeClaim`, not of a whole claim).
fn claim(writer: &mut Writer, claim: &Value) {
    let spec = &claim["spec"];
    let map = |name: &str| from_value::<StringMap>(&claim["metadata"][name]).unwrap_or_default();
    writer.field(2, "StorageClass", storage_class(claim));
    let volume = text_field(spec, "volumeName");
    writer.field(2, "Volume", volume);
    nested(writer, "Labels", 4, label_texts(&map("labels")));
    nested(writer, "Annotations", 2, annotation_texts(&map("annotations")));
    // Of a claim that names its volume the status would be asked, which a template has not got.
    writer.field(2, "Capacity", if volume.is_empty() { "" } else { "0" });
    writer.field(2, "Access Modes", "");
    writer.field_if(2, "VolumeMode", text_field(spec, "volumeMode"));
    if let Some(source) = spec.get("dataSource") {
        writer.line(2, "DataSource:");
        for (title, key) in [("APIGroup", "apiGroup"), ("Kind", "kind"), ("Name", "name")] {
            writer.field_some(3, title, source.get(key).and_then(Value::as_str));
        }
    }
}

fn attributes(writer: &mut Writer, attributes: &Value) {
    let Some(map) = attributes.as_object().filter(|map| !map.is_empty()) else {
        writer.field(2, "VolumeAttributes", "<none>");
        return;
    };
    let line = |(key, value): (&String, &Value)| {
        let line = format!("{key}={}", plain(value));
        match line
            .char_indices()
            .map(|(at, _)| at)
            .find(|at| *at >= MAX_ATTRIBUTE_LEN)
        {
            Some(end) => format!("{}...", &line[..end]),
            None => line,
        }
    };
    nested(writer, "VolumeAttributes", 4, map.iter().map(line).collect());
}

/// Several texts below each other, with the blanks that kubectl's writer puts before every piece that it is given,
/// wherever that stands; the lines after the first are `level` in.
fn nested(writer: &mut Writer, title: &str, level: usize, mut texts: Vec<String>) {
    if texts.is_empty() {
        texts.push("<none>".to_owned());
    }
    for (position, text) in texts.iter().enumerate() {
        // The text of an annotation that has lines of its own comes in one piece with its tab.
        let space = if text.starts_with(' ') { "" } else { "    " };
        match position {
            0 => writer.field(2, title, format!("{space}{text}")),
            _ => writer.line(level, format!("\t{space}{text}")),
        }
    }
}

fn list<'a>(json: &'a Value, field: &str) -> &'a [Value] {
    json[field].as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of one source, with its tabs as bars.
    fn check(source_json: &str, expect: &[&str]) {
        let volume = format!("{{\"name\":\"v\",{source_json}}}");
        let volume: Volume = serde_json::from_str(&volume).expect("a volume");
        let mut writer = Writer::default();
        let (kind, json) = volume.source.member();
        source(&mut writer, kind, json);
        let lines: Vec<String> = writer.raw().lines().map(|line| line.replace('\t', "|")).collect();
        assert_eq!(lines, expect, "{source_json}");
    }

    #[test]
    fn keys_are_titles_in_camel_case() {
        for (title, key) in [
            ("FSType", "fsType"),
            ("PDName", "pdName"),
            ("IQN", "iqn"),
            ("Path", "path"),
            ("TargetWWNs", "targetWWNs"),
            ("VolumeID", "volumeID"),
        ] {
            assert_eq!(camel_case(title), key);
        }
    }

    /// Every field of every kind exists in the API, and no kind is missing.
    #[test]
    fn the_table_is_of_the_api() {
        let types = include_str!("../../../manifest/src/schema/field-table.txt");
        let row = |name: &str| types.lines().find(|line| line.split('\t').next() == Some(name));
        let names: Vec<&str> = types
            .lines()
            .map(|line| line.split('\t').next().unwrap_or(""))
            .collect();
        let mut known = 0;
        for part in row("Volume")
            .expect("a type")
            .split_once('\t')
            .expect("fields")
            .1
            .split(',')
        {
            let Some((kind, number)) = part.split_once(":@") else {
                continue;
            };
            let of_kind = SOURCES.lines().find(|line| line.split('\t').next() == Some(kind));
            let of_kind = of_kind.unwrap_or_else(|| panic!("{kind} is missing"));
            let name = names[number.parse::<usize>().expect("a line")];
            let fields = row(name).expect("a type").split_once('\t').expect("fields").1;
            let fields: Vec<&str> = fields
                .split(',')
                .filter_map(|field| field.split(':').next())
                .map(|field| field.trim_end_matches('!'))
                .collect();
            for text in of_kind
                .splitn(3, '\t')
                .last()
                .unwrap_or("")
                .split(',')
                .filter(|text| !text.is_empty())
            {
                let text = text.trim_end_matches(|sign| absent(sign).is_some());
                let key = text
                    .rsplit_once('=')
                    .map_or_else(|| camel_case(text), |(_, key)| key.to_owned());
                assert!(fields.contains(&key.as_str()), "{kind}.{key}");
            }
            known += 1;
        }
        assert_eq!(known, SOURCES.lines().count());
    }

    #[test]
    fn what_is_absent_prints_as_in_go() {
        check(
            r#""nfs":{"server":"s","path":"/p"}"#,
            &[
                "    Type:|NFS (an NFS mount that lasts the lifetime of a pod)",
                "    Server:|s",
                "    Path:|/p",
                "    ReadOnly:|false",
            ],
        );
        check(
            r#""rbd":{"monitors":["a:1","b:2"],"image":"i","secretRef":{"name":"key"},"readOnly":true}"#,
            &[
                "    Type:|RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
                "    CephMonitors:|[a:1 b:2]",
                "    RBDImage:|i",
                "    FSType:|",
                "    RBDPool:|",
                "    RadosUser:|",
                "    Keyring:|",
                "    SecretRef:|&LocalObjectReference{Name:key,}",
                "    ReadOnly:|true",
            ],
        );
        check(
            r#""fc":{"targetWWNs":["a","b"],"fsType":"ext4"}"#,
            &[
                "    Type:|FC (a Fibre Channel disk)",
                "    TargetWWNs:|a, b",
                "    LUN:|<none>",
                "    FSType:|ext4",
                "    ReadOnly:|false",
            ],
        );
        check(
            r#""flexVolume":{"driver":"d","options":{"b":"2","a":"1"}}"#,
            &[
                "    Type:|FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)",
                "    Driver:|d",
                "    FSType:|",
                "    SecretRef:|nil",
                "    ReadOnly:|false",
                "    Options:|map[a:1 b:2]",
            ],
        );
        check(
            r#""emptyDir":{"sizeLimit":"0"}"#,
            &[
                "    Type:|EmptyDir (a temporary directory that shares a pod's lifetime)",
                "    Medium:|",
                "    SizeLimit:|<unset>",
            ],
        );
        check(r#""brandNew":{}"#, &["  <unknown>"]);
    }

    #[test]
    fn pieces_within_a_line_are_indented() {
        check(
            r#""csi":{"driver":"d","volumeAttributes":{"a":"1","b":"2"}}"#,
            &[
                "    Type:|CSI (a Container Storage Interface (CSI) volume source)",
                "    Driver:|d",
                "    FSType:|",
                "    ReadOnly:|false",
                "    VolumeAttributes:|    a=1",
                "        |    b=2",
            ],
        );
        check(
            r#""ephemeral":{"volumeClaimTemplate":{"metadata":{"labels":{"a":"1","b":"2"},"annotations":{"k":"x\ny"}},
               "spec":{"storageClassName":"fast","volumeMode":"Filesystem","dataSource":{"kind":"K","name":"n"}}}}"#,
            &[
                "    Type:|EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)",
                "    StorageClass:|fast",
                "    Volume:|",
                "    Labels:|    a=1",
                "        |    b=2",
                "    Annotations:|    k:",
                "    |  x",
                "    |  y",
                "    Capacity:|",
                "    Access Modes:|",
                "    VolumeMode:|Filesystem",
                "    DataSource:",
                "      Kind:|K",
                "      Name:|n",
            ],
        );
    }

    #[test]
    fn every_source_of_a_projected_volume() {
        check(
            r#""projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":600}},
               {"configMap":{"name":"c"}},{"downwardAPI":{"items":[]}},{"secret":{"name":"s","optional":true}},
               {"clusterTrustBundle":{"name":"b"}}]}"#,
            &[
                "    Type:|Projected (a volume that contains injected data from multiple sources)",
                "    TokenExpirationSeconds:|600",
                "    ConfigMapName:|c",
                "    Optional:|false",
                "    DownwardAPI:|true",
                "    SecretName:|s",
                "    Optional:|true",
            ],
        );
        check(
            r#""downwardAPI":{"items":[{"path":"a","fieldRef":{"fieldPath":"metadata.name"}},
               {"path":"b","resourceFieldRef":{"resource":"limits.cpu","containerName":"c"}}]}"#,
            &[
                "    Type:|DownwardAPI (a volume populated by information about the pod)",
                "    Items:",
                "      metadata.name -> a",
                "      limits.cpu -> b",
            ],
        );
    }
}
