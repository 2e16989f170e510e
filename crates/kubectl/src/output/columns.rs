//! `-o custom-columns=NAME:.metadata.name,…`. Mirrors staging/src/k8s.io/kubectl/pkg/cmd/get/customcolumn.go (v1.36.2).

use serde_json::Value;

use super::jsonpath::{Template, text};
use crate::table::Table;

/// A column per `TITLE:PATH` of the specification, a row per object; `<none>` where the path leads nowhere.
///
/// # Errors
/// kubectl's words about a specification that cannot be read.
pub fn custom_columns(spec: &str, headers: bool, objects: &[Value]) -> Result<String, String> {
    if spec.is_empty() {
        return Err("error: custom-columns format specified but no custom columns given".to_owned());
    }
    let mut titles = Vec::new();
    let mut paths = Vec::new();
    for column in spec.split(',') {
        let (title, path) = column.split_once(':').ok_or_else(|| {
            format!("error: unexpected custom-columns spec: {column}, expected <header>:<json-path-expr>")
        })?;
        titles.push(title);
        paths.push(Template::relaxed(path)?);
    }
    let mut table = Table::new(&titles);
    for object in objects {
        let cell = |path: &Template| {
            let found = path.find(object).unwrap_or_default();
            let texts: Vec<String> = found.iter().map(|value| text(value)).collect();
            if texts.is_empty() {
                "<none>".to_owned()
            } else {
                texts.join(",")
            }
        };
        table.rows.push(paths.iter().map(cell).collect());
    }
    Ok(table.to_text(headers))
}
