//! OpenSSL's libssl, rewritten in Rust behind the same C ABI.
//!
//! The root package has OpenSSL's objects and the C face. It stands on the crates [`tls`] (the protocol,
//! without `unsafe` and I/O) and [`crypto`] (libcrypto); docs/ARCHITECTURE.md draws the whole.
//!
//! | file | subject |
//! | --- | --- |
//! | `abi` | the C entry points |
//! | `constants`, `callbacks` | OpenSSL's constants; the types of callbacks |
//! | `bio_ssl`, `conf` | the BIO that speaks TLS, and SSL_CONF: both call the entry points |
//! | `connection`, `context`, `session` | the objects behind `SSL`, `SSL_CTX`, `SSL_SESSION` |
//! | `handshake` | the handshake, by rustls |
//! | `objects`, `other_libssl` | telling our objects from another libssl's; telling the user of the other one |
//! | `unwind` | catching panics, and letting exceptions pass |
//! | `memory`, `locked` | the allocator; locks under which nothing is freed |
//! | `load`, `stderr` | what runs at load; messages to the user |
//!
//! # Ownership
//! | C type | Rust type | who counts | who frees |
//! | --- | --- | --- | --- |
//! | `SSL_CTX` | [`context::Context`] in an `Arc` | `SSL_CTX_up_ref`, `SSL_new`, `SSL_set_SSL_CTX` | `SSL_CTX_free` |
//! | `SSL` | [`connection::Connection`] in an `Arc` | `SSL_up_ref`, `SSL_dup` of a connected object | `SSL_free` |
//! | `SSL_SESSION` | [`session::Session`] in an `Arc` | `SSL_SESSION_up_ref`, `SSL_get1_session`, the caches | `SSL_SESSION_free` |
//! | `SSL_CIPHER`, `SSL_METHOD` | static tables | nobody | nobody |
//! | `BIO` | libcrypto's | `BIO_up_ref`; `SSL_set_bio` takes the caller's references | the connection, when replaced or freed |
//! | `X509`, `EVP_PKEY`, … | libcrypto's | functions named `1`/`use` take their own reference, `0` take the caller's | each owner its own |
//!
//! # Safety of the entry points
//! Every exported function is `unsafe` in the same way, so the contract is written once, here: a pointer to one
//! of our objects is NULL or was returned by this library and not freed since; a buffer is readable (or
//! writable) for the length that goes with it; a string is NUL-terminated; a callback has the documented
//! signature. Any number of threads may share an `SSL_CTX`. OpenSSL forbids threads to use the same `SSL` at
//! the same time, but programs do it: here they take turns (`connection::lock`), in no particular order. No
//! thread may free an `SSL` that another one uses. A signal handler may call functions if it interrupted a BIO
//! or a callback. If it interrupted the library at work on the same `SSL`, it cannot read, write, shut down or
//! shake hands; other calls are as undefined as with OpenSSL. If OpenSSL crashes on NULL, we return the
//! function's failure value and queue an error. No `&mut` to an object is alive while a callback of the
//! application runs, since callbacks re-enter.
// The contract of all entry points is the chapter above.
#![allow(clippy::missing_safety_doc)]
// In builds with our own engine rustls's adapter is dead.
#![cfg_attr(feature = "own-engine", allow(dead_code))]

#[cfg(panic = "abort")]
compile_error!("libssl-rs turns a panic into a TLS error, which needs panic = \"unwind\"");

use crypto::{self as sys, try_lock};
use tls::{cipher, close, error, profile, record};

// Modules are private, so that the compiler finds dead code. Exceptions: the header is made from `abi` and
// `constants`; `handshake` goes away with rustls.
pub mod abi;
mod bio_ssl;
mod callbacks;
mod conf;
mod connection;
pub mod constants;
mod context;
pub mod handshake;
mod load;
mod locked;
mod memory;
mod objects;
mod other_libssl;
mod session;
mod stderr;
mod unwind;
