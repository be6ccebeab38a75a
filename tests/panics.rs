//! A panic inside the library: the call fails, the error queue has the place, the connection is dead, and
//! nothing is written to descriptor 2.
//!
//! The panics come from callbacks of this program, which shares the library's std. It has no test harness,
//! because the harness sets a panic hook.

use std::ffi::{c_char, c_int, c_long, c_ulong, c_void, CStr};
use std::fs::File;
use std::os::fd::AsRawFd;
use std::ptr::{null, null_mut};

use crypto::ffi::{self, BIO};
use ssl::abi::{SSL as Connection, SSL_CTX as Context};

const SET_SSL: c_int = 109;
const CLOSE: c_long = 1;

extern "C-unwind" {
    fn ERR_get_error_all(
        file: *mut *const c_char,
        line: *mut c_int,
        function: *mut *const c_char,
        data: *mut *const c_char,
        flags: *mut c_int,
    ) -> c_ulong;
    fn dup2(from: c_int, to: c_int) -> c_int;
    fn dup(from: c_int) -> c_int;
}

// The library's functions, as a program has them.
#[allow(improper_ctypes)]
extern "C-unwind" {
    fn BIO_f_ssl() -> *const ffi::BIO_METHOD;
    fn SSL_CTX_free(ctx: *mut Context);
    fn SSL_CTX_new(method: *const c_void) -> *mut Context;
    fn SSL_CTX_set_info_callback(ctx: *mut Context, callback: Option<Info>);
    fn SSL_do_handshake(ssl: *mut Connection) -> c_int;
    fn SSL_free(ssl: *mut Connection);
    fn SSL_new(ctx: *mut Context) -> *mut Connection;
    fn SSL_read(ssl: *mut Connection, buffer: *mut c_void, length: c_int) -> c_int;
    fn SSL_set_bio(ssl: *mut Connection, rbio: *mut BIO, wbio: *mut BIO);
    fn SSL_set_connect_state(ssl: *mut Connection);
    fn TLS_method() -> *const c_void;
}

type Info = unsafe extern "C-unwind" fn(*const Connection, c_int, c_int);

unsafe extern "C-unwind" fn panics(_: *const Connection, _: c_int, _: c_int) {
    panic!("on purpose");
}

/// The oldest entry of the error queue: its reason and its text.
fn error() -> (c_ulong, String) {
    let (mut data, mut flags) = (null(), 0);
    // SAFETY: the places are those of local variables; the text lives until the next error.
    unsafe {
        let code = ERR_get_error_all(null_mut(), null_mut(), null_mut(), &mut data, &mut flags);
        let text = (!data.is_null()).then(|| CStr::from_ptr(data).to_string_lossy().into_owned());
        (code & 0x7f_ffff, text.unwrap_or_default())
    }
}

/// Checks that the queue names the panic first, then the function that it ended.
fn expect_panic_and(function: &str) {
    const ERR_R_INTERNAL_ERROR: c_ulong = 0xc_0103;
    let (code, text) = error();
    assert_eq!(code, ERR_R_INTERNAL_ERROR);
    assert!(text.starts_with("panic at tests/panics.rs:"), "{text}");
    assert!(text.ends_with(": on purpose"), "{text}");
    assert_eq!(error(), (ERR_R_INTERNAL_ERROR, function.to_owned()));
    assert_eq!(error().0, 0);
}

/// A client with a callback that panics, over an empty memory BIO.
unsafe fn client() -> (*mut Context, *mut Connection) {
    // SAFETY: new objects, used as documented.
    unsafe {
        let ctx = SSL_CTX_new(TLS_method());
        SSL_CTX_set_info_callback(ctx, Some(panics));
        let ssl = SSL_new(ctx);
        SSL_set_connect_state(ssl);
        let bio: *mut BIO = ffi::BIO_new(openssl_sys::BIO_s_mem());
        SSL_set_bio(ssl, bio, bio);
        (ctx, ssl)
    }
}

fn a_panic_ends_the_call_and_the_connection() {
    // SAFETY: the client's objects are live until they are freed.
    unsafe {
        let (ctx, ssl) = client();
        assert_eq!(SSL_do_handshake(ssl), -1);
        expect_panic_and("SSL_do_handshake");
        assert!((*ssl).state.is_dead());
        let mut byte = 0_u8;
        assert_eq!(SSL_read(ssl, (&raw mut byte).cast::<c_void>(), 1), -1);
        SSL_free(ssl);
        SSL_CTX_free(ctx);
    }
}

fn a_panic_under_the_bio_does_the_same() {
    // SAFETY: as above; the BIO owns the connection.
    unsafe {
        let (ctx, ssl) = client();
        let bio = ffi::BIO_new(BIO_f_ssl());
        ffi::BIO_ctrl(bio, SET_SSL, CLOSE, ssl.cast());
        assert!(ffi::BIO_write(bio, c"data".as_ptr().cast(), 4) <= 0);
        expect_panic_and("BIO_write");
        assert!((*ssl).state.is_dead());
        ffi::BIO_free_all(bio);
        SSL_CTX_free(ctx);
    }
}

fn main() {
    let path = std::env::temp_dir().join(format!("panics-{}", std::process::id()));
    let file = File::create(&path).expect("a file");
    // SAFETY: descriptors are numbers.
    let stderr = unsafe { dup(2) };
    // SAFETY: as above.
    unsafe { dup2(file.as_raw_fd(), 2) };
    let cases: [fn(); 2] = [
        a_panic_ends_the_call_and_the_connection,
        a_panic_under_the_bio_does_the_same,
    ];
    let results = cases.map(std::panic::catch_unwind);
    // SAFETY: as above.
    unsafe { dup2(stderr, 2) };
    let written = std::fs::read_to_string(&path).expect("the file");
    std::fs::remove_file(&path).expect("the file");
    let failed = results.iter().filter(|result| result.is_err()).count();
    for _ in 0..failed {
        println!("failed: {}", error().1);
    }
    if !written.is_empty() {
        println!("written to descriptor 2: {written}");
    }
    let bad = failed + usize::from(!written.is_empty());
    println!("{} passed, {bad} failed", 3 - bad);
    std::process::exit(i32::from(bad > 0));
}
