//! jq's functions that run a filter over the items of a list: `sort_by`, `group_by`, `any` …

use super::json::Json;
use super::operators::order;
use super::parse::Filter;
use super::run::{Machine, items};

impl Machine {
    pub(super) fn over_items(&mut self, name: &str, filter: &Filter, input: &Json) -> Result<Json, String> {
        let mut keyed = Vec::new();
        for item in items(input)? {
            let results = self.all(filter, &item)?;
            keyed.push((results, item));
        }
        let truth = |(results, _): &(Vec<Json>, Json)| results.iter().any(Json::truth);
        match name {
            "map" => return Ok(Json::List(keyed.into_iter().flat_map(|k| k.0).collect())),
            "any" => return Ok(Json::Bool(keyed.iter().any(truth))),
            "all" => return Ok(Json::Bool(keyed.iter().all(truth))),
            _ => {}
        }
        let mut keyed: Vec<(Json, usize, Json)> = keyed
            .into_iter()
            .enumerate()
            .map(|(place, (results, item))| (Json::List(results), place, item))
            .collect();
        keyed.sort_unstable_by(|a, b| order(&a.0, &b.0).then(a.1.cmp(&b.1)));
        if name == "unique_by" {
            keyed.dedup_by(|a, b| a.0 == b.0);
        }
        if name == "group_by" {
            let mut groups: Vec<(Json, Vec<Json>)> = Vec::new();
            for (key, _, item) in keyed {
                match groups.last_mut() {
                    Some((last, group)) if *last == key => group.push(item),
                    _ => groups.push((key, vec![item])),
                }
            }
            return Ok(Json::List(groups.into_iter().map(|g| Json::List(g.1)).collect()));
        }
        let mut list: Vec<Json> = keyed.into_iter().map(|k| k.2).collect();
        Ok(match name {
            "min_by" => list.into_iter().next().unwrap_or(Json::Null),
            "max_by" => list.pop().unwrap_or(Json::Null),
            _ => Json::List(list),
        })
    }
}
