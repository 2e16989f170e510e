//! When an indexed Job is a success before all its indexes are. Mirrors pkg/controller/job/success_policy.go (v1.36.2).

use api::batch_v1::SuccessPolicy;

use super::indexes::Indexes;

/// The message of the first rule that holds for the indexes that succeeded.
pub(crate) fn met(policy: Option<&SuccessPolicy>, completions: i32, succeeded: &Indexes) -> Option<String> {
    let rules = policy
        .filter(|_| succeeded.total() > 0)
        .map_or(&[][..], |policy| &policy.rules);
    let position = rules.iter().position(|rule| {
        let enough = |done: i32| rule.succeeded_count.is_some_and(|count| done >= count);
        match &rule.succeeded_indexes {
            Some(text) => {
                let listed = Indexes::parse(text, completions);
                let done = listed.count_in(succeeded);
                listed.total() > 0 && (done == listed.total() || enough(done))
            }
            None => enough(succeeded.total()),
        }
    })?;
    Some(format!("Matched rules at index {position}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules() {
        for (rules, succeeded, expect) in [
            (r#"[{"succeededIndexes":"0,2-3"}]"#, "0,2", None),
            (
                r#"[{"succeededIndexes":"0,2-3"}]"#,
                "0,2-3",
                Some("Matched rules at index 0"),
            ),
            (r#"[{"succeededIndexes":"0-4","succeededCount":2}]"#, "1,9", None),
            (
                r#"[{"succeededIndexes":"7"},{"succeededCount":2}]"#,
                "1,9",
                Some("Matched rules at index 1"),
            ),
            ("[]", "1", None),
            // Indexes beyond the completions do not count: nothing is asked for.
            (r#"[{"succeededIndexes":"12-14"}]"#, "1", None),
            (
                r#"[{"succeededIndexes":"8-14"}]"#,
                "8-9",
                Some("Matched rules at index 0"),
            ),
            // Fewer indexes than the count, all of them done.
            (
                r#"[{"succeededIndexes":"8-14","succeededCount":5}]"#,
                "8-9",
                Some("Matched rules at index 0"),
            ),
            (r#"[{"succeededCount":1}]"#, "", None),
        ] {
            let policy = serde_json::from_str(&format!("{{\"rules\":{rules}}}")).unwrap();
            let succeeded = Indexes::parse(succeeded, 10);
            assert_eq!(met(Some(&policy), 10, &succeeded).as_deref(), expect, "{rules}");
        }
    }
}
