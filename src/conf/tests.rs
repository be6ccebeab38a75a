use std::ffi::CStr;
use std::sync::Arc;

use super::apply::number;
use super::*;
use crate::context::version::Bound;
use crate::context::{Context, Method};
use tls::registry::group::{SECP256R1, X25519};
use tls::registry::version::TLS13;

static ANY: Method = Method {
    client: true,
    server: true,
    version: None,
    name: "TLS",
};

/// A configuration of a context, with these flags.
fn configuration(flags: c_uint) -> (ConfContext, Arc<Context>) {
    let context = Context::new(&ANY).unwrap();
    let conf = ConfContext::default();
    conf.set_flags(flags);
    // SAFETY: the test keeps the context.
    unsafe { conf.set_context(Arc::as_ptr(&context).cast_mut()) };
    (conf, context)
}

const FILE: c_uint = SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_CLIENT | SSL_CONF_FLAG_SERVER;
const LINE: c_uint = SSL_CONF_FLAG_CMDLINE | SSL_CONF_FLAG_CLIENT | SSL_CONF_FLAG_SERVER;

#[test]
fn names_in_a_file_have_no_case() {
    let (conf, context) = configuration(FILE);
    assert_eq!(conf.command(c"minprotocol", Some(c"TLSv1.3")), 2);
    assert_eq!(context.settings().bound(Bound::Lowest), Some(TLS13));
    assert_eq!(conf.command(c"MinProtocol", Some(c"tlsv1.2")), 0);
    assert_eq!(conf.command(c"MinProtocol", None), -3);
    assert_eq!(conf.command(c"-min_protocol", Some(c"TLSv1.2")), -2);
    assert_eq!(conf.command(c"MinProtocol", Some(c"None")), 2);
    assert_eq!(context.settings().bound(Bound::Lowest), None);
    assert_eq!(conf.command(c"MaxProtocol", Some(c"DTLSv1.2")), 2);
    assert_eq!(context.settings().bound(Bound::Highest), None);
}

#[test]
fn switches_on_a_command_line() {
    let (conf, context) = configuration(LINE);
    assert_eq!(conf.command(c"-no_tls1_2", None), 1);
    assert!(context.settings().options & SSL_OP_NO_TLSv1_2 != 0);
    assert_eq!(conf.command(c"-comp", None), 1);
    assert!(context.settings().options & SSL_OP_NO_COMPRESSION == 0);
    assert_eq!(conf.command(c"-strict", None), 1);
    assert_eq!(context.settings().cert_flags, SSL_CERT_FLAG_TLS_STRICT);
    assert_eq!(conf.command(c"no_tls1_2", None), -2);
    assert_eq!(conf.command(c"-", None), -2);
}

#[test]
fn sides_and_certificates_must_be_allowed() {
    let (conf, _context) = configuration(SSL_CONF_FLAG_CMDLINE | SSL_CONF_FLAG_CLIENT);
    assert_eq!(conf.command(c"-serverpref", None), -2);
    assert_eq!(conf.command(c"-cert", Some(c"/nowhere")), -2);
    assert_eq!(conf.value_type(c"-cert"), SSL_CONF_TYPE_UNKNOWN);
    conf.set_flags(SSL_CONF_FLAG_CERTIFICATE);
    assert_eq!(conf.value_type(c"-cert"), SSL_CONF_TYPE_FILE);
    assert_eq!(conf.command(c"-cert", Some(c"/nowhere")), 0);
    crate::sys::err::clear();
}

#[test]
fn prefix_takes_the_hyphens_place() {
    let (conf, context) = configuration(LINE);
    conf.set_prefix(Some(c"--tls-"));
    assert_eq!(conf.command(c"--tls-no_ticket", None), 1);
    assert!(context.settings().options & SSL_OP_NO_TICKET != 0);
    assert_eq!(conf.command(c"-no_ticket", None), -2);
    assert_eq!(conf.command(c"--tls-", None), -2);
}

#[test]
fn lists_of_words() {
    let (conf, context) = configuration(FILE);
    assert_eq!(
        conf.command(c"Options", Some(c"-SessionTicket, ServerPreference")),
        2
    );
    let options = context.settings().options;
    assert!(options & SSL_OP_NO_TICKET != 0);
    assert!(options & SSL_OP_CIPHER_SERVER_PREFERENCE != 0);
    assert_eq!(conf.command(c"Protocol", Some(c"-ALL,TLSv1.3")), 2);
    let options = context.settings().options & SSL_OP_NO_SSL_MASK;
    assert_eq!(options, SSL_OP_NO_SSL_MASK & !SSL_OP_NO_TLSv1_3);
    assert_eq!(conf.command(c"VerifyMode", Some(c"Require")), 2);
    assert_eq!(context.settings().verify_mode, 3);
    assert_eq!(conf.command(c"Options", Some(c"Bugs,,KTLS")), 0);
    assert_eq!(conf.command(c"Options", Some(c"Nonsense")), 0);
}

#[test]
fn lists_of_names() {
    let (conf, context) = configuration(FILE);
    assert_eq!(conf.command(c"Groups", Some(c"P-256:X25519")), 2);
    assert_eq!(
        context.settings().groups.as_deref(),
        Some(&[SECP256R1, X25519][..])
    );
    assert_eq!(conf.command(c"ECDHParameters", Some(c"Automatic")), 2);
    assert_eq!(conf.command(c"ECDHParameters", Some(c"P-256:P-384")), 0);
    assert_eq!(
        conf.command(c"CipherString", Some(c"DEFAULT@SECLEVEL=1")),
        2
    );
    assert_eq!(context.settings().security_level, 1);
    assert_eq!(conf.command(c"RecordPadding", Some(c"512")), 2);
    assert_eq!(context.settings().block_padding, 512);
    assert_eq!(conf.command(c"NumTickets", Some(c"-1")), 0);
}

#[test]
fn without_a_target_values_are_checked() {
    let conf = ConfContext::default();
    conf.set_flags(FILE);
    assert_eq!(conf.command(c"Groups", Some(c"P-256")), 2);
    assert_eq!(conf.command(c"Groups", Some(c"P-2560")), 0);
    assert_eq!(conf.command(c"MinProtocol", Some(c"TLSv1.2")), 0);
    assert_eq!(conf.command(c"Options", Some(c"Bugs")), 2);
    crate::sys::err::clear();
}

#[test]
fn numbers_as_atoi_reads_them() {
    let numbers: [(&CStr, Option<usize>); 6] = [
        (c"12", Some(12)),
        (c" +7x", Some(7)),
        (c"", Some(0)),
        (c"-0", Some(0)),
        (c"-5", None),
        (c"none", Some(0)),
    ];
    for (text, expected) in numbers {
        assert_eq!(number(text), expected, "{text:?}");
    }
}
