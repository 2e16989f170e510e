//! How many of the recorded texts our printers print from our own simulation; with arguments only the cases whose
//! names begin with one of them.

use tests::conformance::cases;
use tests::texts::texts;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let (mut agree, mut total) = (0, 0);
    for case in cases() {
        if !wanted.is_empty() && !wanted.iter().any(|prefix| case.name.starts_with(prefix.as_str())) {
            continue;
        }
        for text in texts(&case) {
            total += 1;
            match text.difference {
                None => agree += 1,
                Some(found) => println!(
                    "{} {}\n  ours     {}\n  recorded {}",
                    case.name, text.file, found.ours, found.recorded
                ),
            }
        }
    }
    println!("{agree} of {total} texts agree");
}
