//! Upstream's tables of quantities and rows of our own.

use super::*;

/// A table's rows. The tests stop at the first that disagrees, so whoever comes to the end can say that all agree.
fn cases(table: &str) -> Vec<serde_json::Value> {
    let all: serde_json::Value =
        serde_json::from_str(include_str!("../../tests/quantity_cases.json")).expect("JSON");
    all[table].as_array().expect("a table").clone()
}

/// What `cargo xtask conformance` counts.
#[expect(clippy::print_stdout, reason = "the figures of cargo xtask conformance")]
fn all_agree(name: &str, tables: &[&str]) {
    let rows: usize = tables.iter().map(|table| cases(table).len()).sum();
    println!("table quantities_({name}) {rows} {rows}");
}

fn parse(case: &serde_json::Value) -> Quantity {
    let input = case["input"].as_str().expect("input");
    Quantity::parse(input).unwrap_or_else(|e| panic!("{input}: {e}"))
}

#[test]
fn parsing() {
    for case in cases("parse") {
        let quantity = parse(&case);
        let exponent = i32::try_from(case["expectExp10"].as_i64().expect("exponent")).expect("small");
        let expect = scale_decimal(case["expectMantissa"].as_str().expect("mantissa"), exponent);
        assert_eq!(quantity.nanos(), expect, "{case}");
        assert_eq!(format!("{:?}", quantity.format()), case["expectFormat"], "{case}");
        assert_eq!(quantity.to_string(), case["derivedString"], "{case}");
    }
    all_agree("parsed", &["parse"]);
}

#[test]
fn refusals() {
    for case in cases("invalid").iter().chain(&cases("derived")) {
        let Some(expect) = case["derivedError"].as_str().or(case["error"].as_str()) else {
            continue;
        };
        assert_eq!(
            Quantity::parse(case["input"].as_str().expect("input")).err(),
            Some(expect),
            "{case}"
        );
    }
    all_agree("refused", &["invalid"]);
}

#[test]
fn text() {
    for case in cases("derived") {
        let Some(expect) = case["string"].as_str() else {
            continue;
        };
        let quantity = parse(&case);
        assert_eq!(quantity.to_string(), expect, "{case}");
        let sum = quantity + &Quantity::from_units(0, Format::DecimalSI);
        assert_eq!(sum.to_string(), case["afterArithmetic"], "{case}");
    }
    for case in cases("parseEmit") {
        assert_eq!(parse(&case).canonical(), case["expect"], "{case}");
    }
    for case in cases("string") {
        let exponent = i32::try_from(case["exp10"].as_i64().expect("exponent")).expect("small");
        let format = match case["format"].as_str() {
            Some("BinarySI") => Format::BinarySI,
            Some("DecimalExponent") => Format::DecimalExponent,
            _ => Format::DecimalSI,
        };
        let nanos = scale_decimal(case["mantissa"].as_str().expect("mantissa"), exponent);
        assert_eq!(
            Quantity {
                nanos,
                format,
                text: None
            }
            .canonical(),
            case["expect"],
            "{case}"
        );
    }
    all_agree("printed", &["derived", "parseEmit", "string"]);
}

#[test]
fn order_and_sums() {
    for case in cases("cmp") {
        let [x, y] = ["x", "y"].map(|k| Quantity::parse(case[k].as_str().expect("text")).expect("quantity"));
        assert_eq!(
            x.cmp(&y) as i64,
            case["expect"].as_i64().expect("order"),
            "{case}"
        );
    }
    for case in cases("addZeroPreservesSuffix") {
        let [a, b] = ["a", "b"].map(|k| Quantity::parse(case[k].as_str().expect("text")).expect("quantity"));
        assert_eq!((a + &b).to_string(), case["sum"], "{case}");
    }
    all_agree("compared", &["cmp", "addZeroPreservesSuffix"]);
    let small = Quantity::parse("0.0001").expect("quantity");
    assert_eq!(small.rounded_up_to_milli().to_string(), "1m");
    assert_eq!((small.value(), small.milli_value()), (1, 1));
}

/// As written, or canonical.
#[test]
fn spelling() {
    for (input, expect) in [
        ("+5Ki", "+5Ki"),
        ("05Mi", "05Mi"),
        ("08Mi", "8Mi"),
        ("1.Gi", "1.Gi"),
        ("+5k", "+5k"),
        ("05k", "05k"),
        ("1.5Gi", "1536Mi"),
        // Only binary values are cut.
        ("9223372036854775808", "9223372036854775808"),
        ("123456789012345678901", "123456789012345678901"),
        ("-9Ei", "-9223372036854775807"),
        ("9Ei", "9223372036854775807"),
        ("1000E", "1"),
        ("Ki", "0"),
        ("+", "0"),
    ] {
        let quantity = Quantity::parse(input).unwrap_or_else(|e| panic!("{input}: {e}"));
        assert_eq!(quantity.to_string(), expect, "{input}");
    }
}
