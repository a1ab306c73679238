#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wardbook_tests::decoders::endings(bytes));
