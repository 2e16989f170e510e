//! Fuzzes behaviour annotations: no panic, bounded time.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tests::fuzz::annotation(data));
