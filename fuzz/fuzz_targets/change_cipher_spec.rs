#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    fuzz::change_cipher_spec(data);
});
