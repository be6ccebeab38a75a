//! What is tried with random bytes: each parser of `tls::message`.
//!
//! A target reads a message and, if that succeeds, writes it again and compares. Where a parser has
//! parameters, the first byte chooses them.
//!
//! | file | subject |
//! | --- | --- |
//! | `bin` | the program that runs the targets without a fuzzer |
//! | `certificates` | chains, requests, statuses, signatures |
//! | `hellos` | hellos and extensions |
//! | `keys` | key exchanges, tickets, and the short messages |

mod certificates;
mod hellos;
mod keys;

use tls::codec::Writer;

/// A parser and what is expected of it.
#[derive(Clone, Copy)]
pub struct Target {
    pub name: &'static str,
    /// Says whether the bytes are a valid message. Panics if the parser is wrong.
    pub run: fn(&[u8]) -> bool,
}

macro_rules! targets {
    ($($module:ident: $($name:ident)*;)*) => {
        /// Every target, by name as cargo-fuzz knows it.
        pub static TARGETS: &[Target] = &[
            $($(Target { name: stringify!($name), run: $module::$name },)*)*
        ];

        $($(pub use $module::$name;)*)*
    };
}

targets! {
    certificates: certificate_of_client certificate_of_server certificate_request
        certificate_request_legacy certificate_status certificate_verify;
    hellos: client_hello client_hello_ssl2 encrypted_extensions extensions hello_verify_request
        server_hello;
    keys: change_cipher_spec client_key_exchange empty finished header key_update new_session_ticket
        new_session_ticket_legacy next_protocol server_key_exchange;
}

/// What `write` writes. A message that was read fits.
fn written(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    write(&mut writer);
    writer.finish().expect("a message that was read fits")
}

/// Turns the first byte into a choice.
macro_rules! choose {
    ($data:expr, [$($choice:expr),* $(,)?]) => {{
        let Some((first, rest)) = $data.split_first() else {
            return false;
        };
        let choices = [$($choice),*];
        (choices[usize::from(*first) % choices.len()], rest)
    }};
}
use choose;
