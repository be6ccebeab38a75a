//! The table of commands.

use std::ffi::CStr;

use libc::{c_int, c_uint};

use super::flags::{self, cert_flag, off, on, Bits, CLIENT, SERVER};
use super::{apply, ConfContext};
use crate::constants::*;

/// What a command does.
pub enum Action {
    /// It takes no value, and sets or clears bits.
    Switch(Bits),
    /// Positive for success; 0, or -2 to say that the command is not for this configuration.
    Value(fn(&ConfContext, &CStr) -> c_int),
}

/// One command.
pub struct Command {
    /// The name in a file; upper and lower case are the same.
    pub name: Option<&'static str>,
    /// The name on a command line.
    pub switch: Option<&'static str>,
    /// `SSL_CONF_FLAG_CLIENT`, `SERVER`, `CERTIFICATE` that a configuration must have.
    pub needs: c_uint,
    /// `SSL_CONF_TYPE_*`.
    pub value_type: c_int,
    pub action: Action,
}

const CERTIFICATE: c_uint = SSL_CONF_FLAG_CERTIFICATE;

const STRING: c_int = SSL_CONF_TYPE_STRING;
const FILE: c_int = SSL_CONF_TYPE_FILE;
const DIR: c_int = SSL_CONF_TYPE_DIR;
const STORE: c_int = SSL_CONF_TYPE_STORE;

const fn switch(switch: &'static str, needs: c_uint, bits: Bits) -> Command {
    Command {
        name: None,
        switch: Some(switch),
        needs,
        value_type: SSL_CONF_TYPE_NONE,
        action: Action::Switch(bits),
    }
}

const fn value(
    name: &'static str,
    switch: Option<&'static str>,
    needs: c_uint,
    value_type: c_int,
    run: fn(&ConfContext, &CStr) -> c_int,
) -> Command {
    Command {
        name: Some(name),
        switch,
        needs,
        value_type,
        action: Action::Value(run),
    }
}

/// All commands of OpenSSL 3.0.
pub static COMMANDS: &[Command] = &[
    switch("no_ssl3", 0, on(SSL_OP_NO_SSLv3)),
    switch("no_tls1", 0, on(SSL_OP_NO_TLSv1)),
    switch("no_tls1_1", 0, on(SSL_OP_NO_TLSv1_1)),
    switch("no_tls1_2", 0, on(SSL_OP_NO_TLSv1_2)),
    switch("no_tls1_3", 0, on(SSL_OP_NO_TLSv1_3)),
    switch("bugs", 0, on(SSL_OP_ALL)),
    switch("no_comp", 0, on(SSL_OP_NO_COMPRESSION)),
    switch("comp", 0, off(SSL_OP_NO_COMPRESSION)),
    switch("ecdh_single", SERVER, on(SSL_OP_SINGLE_ECDH_USE)),
    switch("no_ticket", 0, on(SSL_OP_NO_TICKET)),
    switch("serverpref", SERVER, on(SSL_OP_CIPHER_SERVER_PREFERENCE)),
    switch(
        "legacy_renegotiation",
        0,
        on(SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION),
    ),
    switch(
        "client_renegotiation",
        SERVER,
        on(SSL_OP_ALLOW_CLIENT_RENEGOTIATION),
    ),
    switch(
        "legacy_server_connect",
        CLIENT,
        on(SSL_OP_LEGACY_SERVER_CONNECT),
    ),
    switch("no_renegotiation", 0, on(SSL_OP_NO_RENEGOTIATION)),
    switch(
        "no_resumption_on_reneg",
        SERVER,
        on(SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION),
    ),
    switch(
        "no_legacy_server_connect",
        CLIENT,
        off(SSL_OP_LEGACY_SERVER_CONNECT),
    ),
    switch("allow_no_dhe_kex", 0, on(SSL_OP_ALLOW_NO_DHE_KEX)),
    switch("prioritize_chacha", SERVER, on(SSL_OP_PRIORITIZE_CHACHA)),
    switch("strict", 0, cert_flag(SSL_CERT_FLAG_TLS_STRICT)),
    switch("no_middlebox", 0, off(SSL_OP_ENABLE_MIDDLEBOX_COMPAT)),
    switch("anti_replay", SERVER, off(SSL_OP_NO_ANTI_REPLAY)),
    switch("no_anti_replay", SERVER, on(SSL_OP_NO_ANTI_REPLAY)),
    switch("no_etm", 0, on(SSL_OP_NO_ENCRYPT_THEN_MAC)),
    value(
        "SignatureAlgorithms",
        Some("sigalgs"),
        0,
        STRING,
        apply::sigalgs,
    ),
    value(
        "ClientSignatureAlgorithms",
        Some("client_sigalgs"),
        0,
        STRING,
        apply::client_sigalgs,
    ),
    value("Curves", Some("curves"), 0, STRING, apply::groups),
    value("Groups", Some("groups"), 0, STRING, apply::groups),
    value(
        "ECDHParameters",
        Some("named_curve"),
        SERVER,
        STRING,
        apply::named_curve,
    ),
    value(
        "CipherString",
        Some("cipher"),
        0,
        STRING,
        apply::cipher_string,
    ),
    value(
        "Ciphersuites",
        Some("ciphersuites"),
        0,
        STRING,
        apply::ciphersuites,
    ),
    value("Protocol", None, 0, STRING, flags::protocol),
    value(
        "MinProtocol",
        Some("min_protocol"),
        0,
        STRING,
        apply::min_protocol,
    ),
    value(
        "MaxProtocol",
        Some("max_protocol"),
        0,
        STRING,
        apply::max_protocol,
    ),
    value("Options", None, 0, STRING, flags::options),
    value("VerifyMode", None, 0, STRING, flags::verify_mode),
    value(
        "Certificate",
        Some("cert"),
        CERTIFICATE,
        FILE,
        apply::certificate,
    ),
    value(
        "PrivateKey",
        Some("key"),
        CERTIFICATE,
        FILE,
        apply::private_key,
    ),
    value(
        "ServerInfoFile",
        None,
        SERVER | CERTIFICATE,
        FILE,
        apply::server_info,
    ),
    value(
        "ChainCAPath",
        Some("chainCApath"),
        CERTIFICATE,
        DIR,
        apply::chain_path,
    ),
    value(
        "ChainCAFile",
        Some("chainCAfile"),
        CERTIFICATE,
        FILE,
        apply::chain_file,
    ),
    value(
        "ChainCAStore",
        Some("chainCAstore"),
        CERTIFICATE,
        STORE,
        apply::chain_store,
    ),
    value(
        "VerifyCAPath",
        Some("verifyCApath"),
        CERTIFICATE,
        DIR,
        apply::verify_path,
    ),
    value(
        "VerifyCAFile",
        Some("verifyCAfile"),
        CERTIFICATE,
        FILE,
        apply::verify_file,
    ),
    value(
        "VerifyCAStore",
        Some("verifyCAstore"),
        CERTIFICATE,
        STORE,
        apply::verify_store,
    ),
    value(
        "RequestCAFile",
        Some("requestCAFile"),
        CERTIFICATE,
        FILE,
        apply::authority_file,
    ),
    value(
        "ClientCAFile",
        None,
        SERVER | CERTIFICATE,
        FILE,
        apply::authority_file,
    ),
    value(
        "RequestCAPath",
        None,
        CERTIFICATE,
        DIR,
        apply::authority_path,
    ),
    value(
        "ClientCAPath",
        None,
        SERVER | CERTIFICATE,
        DIR,
        apply::authority_path,
    ),
    value(
        "RequestCAStore",
        Some("requestCAStore"),
        CERTIFICATE,
        STORE,
        apply::authority_store,
    ),
    value(
        "ClientCAStore",
        None,
        SERVER | CERTIFICATE,
        STORE,
        apply::authority_store,
    ),
    value(
        "DHParameters",
        Some("dhparam"),
        SERVER | CERTIFICATE,
        FILE,
        apply::dh_parameters,
    ),
    value(
        "RecordPadding",
        Some("record_padding"),
        0,
        STRING,
        apply::record_padding,
    ),
    value(
        "NumTickets",
        Some("num_tickets"),
        SERVER,
        STRING,
        apply::num_tickets,
    ),
];
