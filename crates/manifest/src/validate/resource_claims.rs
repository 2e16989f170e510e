//! Claims of devices: pkg/apis/core/validation/validation.go validatePodResourceClaims, validateResourceClaimNames (v1.36.2).

use sorted::Set;

use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::metadata::invalid_each;
use super::names;

/// The pod's `resourceClaims`; their names.
pub fn of_pod<'a>(errors: &mut Errors, list: &Field<'a>) -> Set<&'a str> {
    let mut seen = Set::new();
    for claim in list.items() {
        let name = claim.child("name");
        if name.is_empty() {
            errors.push(FieldError::required(&name, ""));
        } else if !seen.insert(name.text()) {
            errors.push(FieldError::duplicate(&name, &go_string(name.text())));
        } else {
            invalid_each(errors, &name, name.text(), names::dns_label(name.text()));
        }
        let sources = [
            claim.child("resourceClaimName"),
            claim.child("resourceClaimTemplateName"),
        ];
        let detail = match sources.iter().filter(|s| s.is_set()).count() {
            0 => "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`",
            1 => "",
            _ => "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified",
        };
        if !detail.is_empty() {
            let value = api::internal::json("PodResourceClaim", &claim.to_json());
            errors.push(FieldError::invalid(&claim, &value, detail));
        }
        for source in sources.iter().filter(|s| s.is_set()) {
            invalid_each(errors, source, source.text(), names::dns_subdomain(source.text()));
        }
    }
    seen
}

/// The claims that a container (or the pod's `resources`) uses.
pub fn of_container(errors: &mut Errors, list: &Field<'_>, known: &Set<&str>) {
    let mut seen = Set::new();
    for claim in list.items() {
        let (name, request) = (claim.child("name").text(), claim.child("request"));
        if name.is_empty() {
            errors.push(FieldError::required(&claim, ""));
        } else if seen.contains(name) {
            errors.push(FieldError::duplicate(&claim, &go_string(name)));
        } else {
            let key = if request.is_empty() {
                name.to_owned()
            } else {
                invalid_each(errors, &request, request.text(), names::dns_label(request.text()));
                format!("{name}/{}", request.text())
            };
            let part_of = |k: &&String| {
                k.split_once('/')
                    .is_some_and(|(claim, _)| request.is_empty() && claim == name)
            };
            if seen.contains(&key) {
                errors.push(FieldError::duplicate(&claim, &go_string(&key)));
            } else {
                for _ in seen.iter().filter(part_of) {
                    errors.push(FieldError::duplicate(&claim, &go_string(name)));
                }
            }
            seen.insert(key);
        }
        if !known.contains(name) {
            let list: Vec<&str> = known.iter().copied().collect();
            let detail = match list.as_slice() {
                [] => "must be one of the names in pod.spec.resourceClaims which is empty".to_owned(),
                list => format!(
                    "must be one of the names in pod.spec.resourceClaims: {}",
                    list.join(", ")
                ),
            };
            errors.push(FieldError::not_found(&claim, &go_string(name), &detail));
        }
    }
}
