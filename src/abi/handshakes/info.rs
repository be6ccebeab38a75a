//! Callbacks that observe a connection: states and alerts, and messages (SSL_CTX_set_info_callback(3),
//! SSL_CTX_set_msg_callback(3)).

use libc::{c_char, c_int, c_void, size_t};

use crate::abi::{entry, SSL, SSL_CTX};
use crate::callbacks as cb;
use crate::constants::{
    SSL3_RT_ALERT, SSL3_RT_APPLICATION_DATA, SSL3_RT_CHANGE_CIPHER_SPEC, SSL3_RT_HANDSHAKE,
    SSL3_RT_HEADER, SSL3_RT_INNER_CONTENT_TYPE,
};
use crate::sys::bio::Bio;
use crate::sys::err;
use crate::sys::ffi::{self, BIO};
use tls::registry::message::{self, HandshakeType};

/// Sets the callback for each state of the handshake and each alert, of connections without a
/// callback of their own; NULL for none. See SSL_CTX_set_info_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_info_callback(ctx: *mut SSL_CTX, cb: Option<cb::Info>) {
    ctx.update_hooks(|hooks| hooks.info = cb)
}

/// The callback that `SSL_CTX_set_info_callback` set, or NULL. See SSL_CTX_get_info_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_get_info_callback(ctx: *mut SSL_CTX) -> Option<cb::Info> {
    ctx.hooks().info
}

/// Sets the callback of one connection for states and alerts; with NULL the context's is called.
/// See SSL_set_info_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_info_callback(ssl: *mut SSL, cb: Option<cb::Info>) {
    ssl.reports.set_info(cb)
}

/// This connection's own callback for states and alerts, or NULL. See SSL_get_info_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_get_info_callback(ssl: *const SSL) -> Option<cb::Info> {
    ssl.reports.info()
}

/// Sets the callback that new connections call for each message, sent or received; NULL for none.
/// Its argument is set with `SSL_CTX_set_msg_callback_arg`. See SSL_CTX_set_msg_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_CTX_set_msg_callback(
    ctx: *mut SSL_CTX,
    cb: Option<cb::Message>,
) {
    ctx.update(|settings| settings.message.call = cb)
}

/// Sets the callback of one connection for messages. See SSL_set_msg_callback(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_msg_callback(ssl: *mut SSL, cb: Option<cb::Message>) {
    ssl.update(|settings| settings.message.call = cb)
}

/// A message callback that prints: a line for each record header and message, with its bytes in
/// hexadecimal. `arg` is the BIO that it writes to. OpenSSL's prints the fields of each message.
/// See SSL_trace(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_trace(
    write_p: c_int,
    version: c_int,
    content_type: c_int,
    buf: *const c_void,
    len: size_t,
    _ssl: *mut SSL,
    arg: *mut c_void,
) {
    // SAFETY: `arg` is the application's live BIO, by the callback's contract; we take our own reference.
    let bio = unsafe {
        if arg.is_null() {
            return err::raise_missing_bio();
        }
        if buf.is_null() {
            return;
        }
        ffi::BIO_up_ref(arg.cast::<BIO>());
        Bio::from_owned(arg.cast())
    };
    // SAFETY: the buffer is readable for its length.
    let bytes = unsafe { std::slice::from_raw_parts(buf.cast::<u8>(), len) };
    let text = trace(write_p != 0, version, content_type, bytes);
    if let Some(bio) = bio {
        // If the BIO does not take the text, it is lost, as in OpenSSL.
        let _ = bio.write(text.as_bytes());
    }
}

fn trace(sent: bool, version: c_int, content_type: c_int, bytes: &[u8]) -> String {
    let direction = if sent { "Sent" } else { "Received" };
    let kind = match content_type {
        SSL3_RT_CHANGE_CIPHER_SPEC => "ChangeCipherSpec",
        SSL3_RT_ALERT => "Alert",
        SSL3_RT_HANDSHAKE => "Handshake",
        SSL3_RT_APPLICATION_DATA => "ApplicationData",
        SSL3_RT_HEADER => "Record header",
        SSL3_RT_INNER_CONTENT_TYPE => "Inner content type",
        _ => "Message",
    };
    let mut text = format!("{direction} {kind}");
    if content_type == SSL3_RT_HANDSHAKE {
        if let Some(name) = bytes
            .first()
            .and_then(|&kind| handshake_name(HandshakeType(kind)))
        {
            text += ": ";
            text += name;
        }
    }
    text += &format!(", version 0x{version:x}, length {}\n", bytes.len());
    for line in bytes.chunks(16) {
        text += "   ";
        for byte in line {
            text += &format!(" {byte:02x}");
        }
        text += "\n";
    }
    text
}

fn handshake_name(kind: HandshakeType) -> Option<&'static str> {
    Some(match kind {
        message::HELLO_REQUEST => "HelloRequest",
        message::CLIENT_HELLO => "ClientHello",
        message::SERVER_HELLO => "ServerHello",
        message::NEW_SESSION_TICKET => "NewSessionTicket",
        message::END_OF_EARLY_DATA => "EndOfEarlyData",
        message::ENCRYPTED_EXTENSIONS => "EncryptedExtensions",
        message::CERTIFICATE => "Certificate",
        message::SERVER_KEY_EXCHANGE => "ServerKeyExchange",
        message::CERTIFICATE_REQUEST => "CertificateRequest",
        message::SERVER_HELLO_DONE => "ServerHelloDone",
        message::CERTIFICATE_VERIFY => "CertificateVerify",
        message::CLIENT_KEY_EXCHANGE => "ClientKeyExchange",
        message::FINISHED => "Finished",
        message::CERTIFICATE_STATUS => "CertificateStatus",
        message::KEY_UPDATE => "KeyUpdate",
        _ => return None,
    })
}

/// Does nothing, as in OpenSSL. See SSL_set_debug(3).
#[entry]
pub unsafe extern "C-unwind" fn SSL_set_debug(_s: *mut SSL, _debug: c_int) {}

/// Hooks for OpenSSL's own unit tests: always NULL.
#[entry]
pub extern "C-unwind" fn SSL_test_functions() -> *const openssl_ssl_test_functions {
    std::ptr::null()
}

/// The hooks of `SSL_test_functions`.
#[repr(C)]
pub struct openssl_ssl_test_functions {
    _unused: c_char,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trace_names_the_message() {
        let text = trace(true, 0x304, 22, &[1, 0, 0, 1, 7]);
        assert_eq!(
            text,
            "Sent Handshake: ClientHello, version 0x304, length 5\n    01 00 00 01 07\n"
        );
    }
}
