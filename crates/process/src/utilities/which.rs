//! `which`: where a program is.

use crate::commands::{self, Call, Found, Place};
use crate::images::base_name;

pub(super) async fn run(call: Call) -> i32 {
    let mut status = 0;
    for name in call.argv[1..].iter().filter(|a| !a.starts_with('-')) {
        match commands::find_for(&call.proc, std::slice::from_ref(name), &call.env, Place::Step) {
            Found::Missing | Found::Denied => status = 1,
            Found::Program(spec) if spec.note.is_some() => status = 1,
            _ => {
                call.print(&format!("/usr/bin/{}\n", base_name(name))).await;
            }
        }
    }
    status
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all(
            "which sleep >/dev/null && echo yes; which nope || echo no",
            "yes\nno\n",
            0,
        );
    }
}
