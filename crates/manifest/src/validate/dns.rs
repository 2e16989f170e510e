//! A pod's DNS options and host aliases: pkg/apis/core/validation/validation.go validatePodDNSConfig, ValidateHostAliases
//! (v1.36.2).

use super::error::{Errors, FieldError};
use super::field::Field;
use super::metadata::invalid_each;
use super::options::{Opt, Options};
use super::{ip, names};

/// Most name servers of a pod.
const MAX_NAMESERVERS: usize = 3;
/// Most search paths of a pod.
const MAX_SEARCHES: usize = 32;
/// Longest list of search paths, with a blank between two.
const MAX_SEARCH_TEXT: usize = 2048;

/// `dnsConfig`, which `dnsPolicy: None` needs.
pub fn config(errors: &mut Errors, spec: &Field<'_>, options: Options) {
    let config = spec.child("dnsConfig");
    let servers = config.child("nameservers");
    if spec.child("dnsPolicy").text() == "None" {
        if !config.is_set() {
            let detail = "must provide `dnsConfig` when `dnsPolicy` is None";
            errors.push(FieldError::required(&config, detail));
            return;
        }
        if servers.is_empty() {
            let detail = "must provide at least one DNS nameserver when `dnsPolicy` is None";
            errors.push(FieldError::required(&servers, detail));
            return;
        }
    }
    if servers.len() > MAX_NAMESERVERS {
        let detail = format!("must not have more than {MAX_NAMESERVERS} nameservers");
        errors.push(FieldError::invalid_value(&servers, &detail));
    }
    for server in servers.items() {
        ip::address(errors, &server, options);
    }
    searches(errors, &config.child("searches"), options);
    for option in config.child("options").items() {
        if option.child("name").is_empty() {
            errors.push(FieldError::required(&option, "must not be empty"));
        }
    }
}

fn searches(errors: &mut Errors, list: &Field<'_>, options: Options) {
    let items = list.items();
    if items.len() > MAX_SEARCHES {
        let detail = format!("must not have more than {MAX_SEARCHES} search paths");
        errors.push(FieldError::invalid_value(list, &detail));
    }
    let length: usize = items.iter().map(|s| s.text().len() + 1).sum();
    if length > MAX_SEARCH_TEXT + 1 {
        let detail = format!(
            "must not have more than {MAX_SEARCH_TEXT} characters (including spaces) in the search list"
        );
        errors.push(FieldError::invalid_value(list, &detail));
    }
    let relaxed = options.has(Opt::RelaxedDNSSearchValidation);
    for search in items {
        if relaxed && search.text() == "." {
            continue;
        }
        let name = search.text().strip_suffix('.').unwrap_or(search.text());
        let messages = if relaxed {
            names::dns_subdomain_with_underscore(name)
        } else {
            names::dns_subdomain(name)
        };
        invalid_each(errors, &search, name, messages);
    }
}

/// `hostAliases`.
pub fn host_aliases(errors: &mut Errors, list: &Field<'_>, options: Options) {
    for alias in list.items() {
        ip::address(errors, &alias.child("ip"), options);
        for name in alias.child("hostnames").items() {
            invalid_each(errors, &name, name.text(), names::dns_subdomain(name.text()));
        }
    }
}
