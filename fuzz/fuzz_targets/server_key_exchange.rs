#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    fuzz::server_key_exchange(data);
});
