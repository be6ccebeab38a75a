#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    fuzz::new_session_ticket_legacy(data);
});
