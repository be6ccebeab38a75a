#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    fuzz::hello_verify_request(data);
});
