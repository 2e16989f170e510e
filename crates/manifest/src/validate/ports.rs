//! Ports: pkg/apis/core/validation/validation.go validateContainerPorts, AccumulateUniqueHostPorts, validateHostNetwork
//! (v1.36.2).

use sorted::Set;

use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::metadata::invalid_each;
use super::names;
use super::numbers::required_one_of;

/// The ports of one container.
pub fn container_ports(errors: &mut Errors, ports: &Field<'_>) {
    let mut seen = Set::new();
    for port in ports.items() {
        let name = port.child("name");
        if !name.is_empty() {
            let messages = names::port_name(name.text());
            if messages.is_empty() && !seen.insert(name.text()) {
                errors.push(FieldError::duplicate(&name, &go_string(name.text())));
            }
            invalid_each(errors, &name, name.text(), messages);
        }
        let number = port.child("containerPort");
        match number.int().unwrap_or(0) {
            0 => errors.push(FieldError::required(&number, "")),
            value => number_rule(errors, &number, value),
        }
        let host = port.child("hostPort");
        if let Some(value) = host.int().filter(|v| *v != 0) {
            number_rule(errors, &host, value);
        }
        required_one_of(errors, &port.child("protocol"), &["SCTP", "TCP", "UDP"]);
    }
}

/// A port's number at a place.
pub fn number_rule(errors: &mut Errors, at: &Field<'_>, value: i64) {
    for message in names::port_number(value) {
        errors.push(FieldError::invalid(at, &value.to_string(), &message));
    }
}

/// A port given by number or by name.
pub fn number_or_name(errors: &mut Errors, at: &Field<'_>) {
    match at.text_if_set() {
        Some(name) => invalid_each(errors, at, name, names::port_name(name)),
        None => number_rule(errors, at, at.int().unwrap_or(0)),
    }
}

/// Host ports that two of the containers want. `path` names the list; the index is the container's place in `containers`.
pub fn host_port_conflicts(errors: &mut Errors, containers: &[Field<'_>], path: &str) {
    let mut taken = Set::new();
    for (i, container) in containers.iter().enumerate() {
        for (j, port) in container.child("ports").items().iter().enumerate() {
            let host = port.child("hostPort");
            let Some(number) = host.int().filter(|n| *n != 0) else {
                continue;
            };
            let key = format!(
                "{}/{}/{number}",
                port.child("protocol").text(),
                port.child("hostIP").text()
            );
            if !taken.insert(key.clone()) {
                let at = host.renamed(format!("{path}[{i}].ports[{j}].hostPort"));
                errors.push(FieldError::duplicate(&at, &go_string(&key)));
            }
        }
    }
}

/// With the host's network a host port must be the container's port. In templates it may be left out; in Pods defaulting has
/// set it.
pub fn host_network(errors: &mut Errors, containers: &[Field<'_>], is_pod: bool) {
    for port in containers.iter().flat_map(|c| c.child("ports").items()) {
        let host = port.child("hostPort");
        let number = host.int().unwrap_or(0);
        if (is_pod || number != 0) && number != port.child("containerPort").int().unwrap_or(0) {
            let detail = "must match `containerPort` when `hostNetwork` is true";
            errors.push(FieldError::invalid(&host, &number.to_string(), detail));
        }
    }
}
