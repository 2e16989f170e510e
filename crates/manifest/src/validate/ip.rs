//! IP addresses: staging/src/k8s.io/apimachinery/pkg/util/validation/ip.go IsValidIPForLegacyField (v1.36.2).

use std::net::{Ipv4Addr, Ipv6Addr};

use super::error::{Errors, FieldError};
use super::field::Field;
use super::options::{Opt, Options};

/// An address. Old clusters also take leading zeros.
pub fn address(errors: &mut Errors, at: &Field<'_>, options: Options) {
    let text = at.text();
    if !is_sloppy(text) {
        let detail = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
        errors.push(FieldError::invalid_text(at, detail));
        return;
    }
    if !options.has(Opt::StrictIP) {
        return;
    }
    match text.parse::<Ipv6Addr>() {
        Ok(six) if six.to_ipv4_mapped().is_some() => {
            let detail = "must not be an IPv4-mapped IPv6 address";
            errors.push(FieldError::invalid_text(at, detail));
        }
        Ok(_) => {}
        Err(_) if text.parse::<Ipv4Addr>().is_ok() => {}
        Err(_) => errors.push(FieldError::invalid_text(at, "must not have leading 0s")),
    }
}

/// Whether Go's old parser takes the text: leading zeros in an IPv4 address are decimal.
fn is_sloppy(text: &str) -> bool {
    if text.parse::<Ipv6Addr>().is_ok() {
        return true;
    }
    let (prefix, four) = match text.rsplit_once(':') {
        Some((prefix, four)) => (Some(prefix), four),
        None => (None, text),
    };
    let plain: Vec<&str> = four.split('.').map(without_zeros).collect();
    let four = plain.join(".");
    match prefix {
        Some(prefix) => format!("{prefix}:{four}").parse::<Ipv6Addr>().is_ok() && plain.len() == 4,
        None => four.parse::<Ipv4Addr>().is_ok(),
    }
}

fn without_zeros(part: &str) -> &str {
    match part.trim_start_matches('0') {
        "" if !part.is_empty() => "0",
        rest => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::is_sloppy;

    #[test]
    fn old_parser() {
        for (text, expect) in [
            ("10.9.8.7", true),
            ("010.9.8.7", true),
            ("2001:db8::ffff", true),
            ("::ffff:1.2.3.4", true),
            ("::ffff:01.2.3.4", true),
            ("1.2.3", false),
            ("999.1.1.1", false),
            ("", false),
            ("a::z", false),
        ] {
            assert_eq!(is_sloppy(text), expect, "{text}");
        }
    }
}
