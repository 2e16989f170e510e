//! Hexadecimal numbers in names: of events, objects and containers there are many, and the formatter is slow.

/// Appends the last `width` digits of a number.
pub(crate) fn push_hex(text: &mut String, number: u64, width: u32) {
    for place in (0..width).rev() {
        let digit = (number >> (4 * place)) as u8 & 15;
        text.push(char::from(if digit < 10 {
            b'0' + digit
        } else {
            b'a' - 10 + digit
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_formatter_writes_them() {
        for (number, width) in [(0, 4), (0xab, 4), (0x12_34cd_ef90, 12), (u64::MAX, 16)] {
            let mut text = String::from("x");
            push_hex(&mut text, number, width);
            assert_eq!(text, format!("x{number:0width$x}", width = width as usize));
        }
    }
}
