//! Pods of a Deployment under the names that they have in another variant of the manifest. Such a name holds the hash of the
//! pod template, which differs between variants; what stands before and behind it does not.

use api::apps_v1::POD_TEMPLATE_HASH;
use api::meta_v1::ObjectMeta;

/// The command line with the names that `pods` have where it names one that is not among them but has the same Deployment
/// and the same random end.
pub fn counterpart(line: &str, pods: &[&ObjectMeta]) -> String {
    let ends = |letter: char| letter.is_whitespace() || letter == '/';
    let pieces = line.split_inclusive(ends).map(|piece| {
        let word = piece.trim_end_matches(ends);
        let meant = if pods.iter().any(|pod| pod.name == *word) {
            None
        } else {
            pods.iter().find(|pod| is_counterpart(word, pod))
        };
        [meant.map_or(word, |pod| &pod.name), &piece[word.len()..]].concat()
    });
    pieces.collect()
}

/// Whether a name is that of a pod but for the hash: `web-6548d5fb4b-2v9qk` of `web-7df4d464cc-2v9qk`.
fn is_counterpart(name: &str, pod: &ObjectMeta) -> bool {
    let hash = pod.labels.get(POD_TEMPLATE_HASH);
    let other = hash.and_then(|hash| {
        let front = pod.generate_name.strip_suffix('-')?.strip_suffix(hash.as_str())?;
        let end = pod.name.strip_prefix(&*pod.generate_name)?;
        name.strip_prefix(front)?.strip_suffix(end)?.strip_suffix('-')
    });
    other.is_some_and(|other| !other.is_empty() && other.bytes().all(|letter| letter.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::meta_v1::StringMap;

    fn pod(front: &str, hash: &str, end: &str) -> ObjectMeta {
        ObjectMeta {
            name: format!("{front}{hash}-{end}").into(),
            generate_name: format!("{front}{hash}-").into(),
            labels: StringMap::from([(POD_TEMPLATE_HASH.to_owned(), hash.to_owned())]).into(),
            ..ObjectMeta::default()
        }
    }

    #[test]
    fn names_of_another_variant_are_understood() {
        let pods = [
            pod("web-", "7df4d464cc", "2v9qk"),
            pod("web-", "7df4d464cc", "56b2p"),
            pod("web-api-", "5c9", "2v9qk"),
        ];
        let pods: Vec<&ObjectMeta> = pods.iter().collect();
        for (line, expect) in [
            (
                "kill app in web-6548d5fb4b-56b2p",
                "kill app in web-7df4d464cc-56b2p",
            ),
            (
                "kubectl delete pod/web-6548d5fb4b-2v9qk  --now",
                "kubectl delete pod/web-7df4d464cc-2v9qk  --now",
            ),
            (
                "delete pod web-7df4d464cc-2v9qk",
                "delete pod web-7df4d464cc-2v9qk",
            ),
            ("delete pod web-api-77-2v9qk", "delete pod web-api-5c9-2v9qk"),
            (
                "delete pod web-6548d5fb4b-zzzzz",
                "delete pod web-6548d5fb4b-zzzzz",
            ),
            (
                "delete pod web--2v9qk web-2v9qk",
                "delete pod web--2v9qk web-2v9qk",
            ),
            ("", ""),
        ] {
            assert_eq!(counterpart(line, &pods), expect, "{line}");
        }
    }
}
