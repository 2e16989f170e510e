//! Fuzzes shell scripts: no panic, bounded time.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| tests::fuzz::script(data));
