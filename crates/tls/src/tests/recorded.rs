//! Hellos have the bytes of OpenSSL's.
//!
//! `fixtures/client_hellos.txt` has hellos of `openssl s_client` of OpenSSL 3.0.22, one a line: a name, and the
//! message with zeros for what is random. `fixtures/server_hellos.txt` has answers of `openssl s_server`: a name,
//! the client's message, and the server's with zeros.

use std::ops::Range;
use std::rc::Rc;

use super::endpoint::Peer;
use super::pair::Pair;
use crate::choose::{Question, SecurityOp};
use crate::cipher::list::CipherList;
use crate::cipher::Cipher;
use crate::config::Config;
use crate::machine::{Outcome, Side};
use crate::message::client_hello::{ClientHello, Format};
use crate::message::server_hello::ServerHello;
use crate::record::HEADER_LEN;
use crate::registry::extension::KEY_SHARE;
use crate::registry::field::{FRAGMENT_1024, OCSP_STATUS, SRTP_AES128_CM_SHA1_80};
use crate::registry::group::{
    FFDHE2048, FFDHE3072, FFDHE4096, FFDHE6144, FFDHE8192, SECP256R1, SECP384R1, SECP521R1, X25519,
    X448,
};
use crate::registry::scheme::{ED25519, RSA_PKCS1_SHA256};
use crate::registry::version::{TLS12, TLS13};

const HELLOS: &str = include_str!("fixtures/client_hellos.txt");
const ANSWERS: &str = include_str!("fixtures/server_hellos.txt");

/// The settings of `openssl s_client -noservername`.
fn defaults(config: &mut Config) {
    config.lowest = None;
    config.suites = CipherList::new(&config.missing).ciphers().to_vec();
    config.groups = vec![
        X25519, SECP256R1, X448, SECP521R1, SECP384R1, FFDHE2048, FFDHE3072, FFDHE4096, FFDHE6144,
        FFDHE8192,
    ];
}

/// What the options of each case change.
fn change(name: &str, config: &mut Config) {
    let h2 = b"\x02h2\x08http/1.1";
    match name {
        "default" => {}
        "no_ticket" => config.options.no_ticket = true,
        "alpn" => config.alpn = h2.to_vec(),
        "name_and_status" => {
            config.host_name = Some(b"a.example".to_vec());
            config.status_type = Some(OCSP_STATUS.0);
        }
        "npn" => config.callbacks.npn_select = true,
        "fragments" => config.max_fragment_code = FRAGMENT_1024.0,
        "post_handshake_auth" => config.options.post_handshake_auth = true,
        "tls12" => (config.lowest, config.highest) = (Some(TLS12), Some(TLS12)),
        "tls13" => (config.lowest, config.highest) = (Some(TLS13), Some(TLS13)),
        "padded" => config.options.tlsext_padding = true,
        "padded_name" => {
            config.options.tlsext_padding = true;
            config.host_name = Some(b"a.example".to_vec());
        }
        "no_curves" => {
            (config.lowest, config.highest) = (Some(TLS12), Some(TLS12));
            let rsa = Cipher::find_standard_name(b"TLS_RSA_WITH_AES_128_CBC_SHA");
            config.suites = rsa.into_iter().collect();
        }
        "no_middlebox" => config.options.middlebox_compat = false,
        "srtp" => config.srtp_profiles = vec![SRTP_AES128_CM_SHA1_80],
        "fallback" => config.options.send_fallback = true,
        "groups" => config.groups = vec![SECP256R1, X25519],
        "sigalgs" => config.schemes = Some(vec![ED25519, RSA_PKCS1_SHA256]),
        other => panic!("{other} is no case"),
    }
}

const HEADER: usize = 4;
const RANDOM: Range<usize> = HEADER + 2..HEADER + 34;

/// The message with zeros for what is random: both randoms, and the key of the share.
fn masked(message: &[u8]) -> Vec<u8> {
    let hello = ClientHello::read(message[HEADER..].to_vec(), Format::Tls).unwrap();
    let session_id = RANDOM.end + 1..RANDOM.end + 1 + hello.session_id().len();
    let mut zeros = vec![RANDOM, session_id];
    let extensions = hello.extensions().iter().map(Result::unwrap);
    let start = HEADER + hello.extensions_range().start;
    for share in extensions.filter(|extension| extension.extension_type == KEY_SHARE) {
        // Behind the length of the list, the group, and the length of the key.
        zeros.push(start + share.start + 6..start + share.start + share.body.len());
    }
    let mut message = message.to_vec();
    zeros.into_iter().for_each(|range| message[range].fill(0));
    message
}

fn is_of_level_2(question: Question) -> bool {
    let whole = [SecurityOp::VERSION, SecurityOp::TICKET];
    whole.contains(&question.operation) || question.bits >= 112
}

#[test]
fn hellos_are_openssls() {
    let mut cases = 0;
    for line in HELLOS.lines() {
        let (name, hex) = line.split_once(' ').unwrap();
        let mut client = Peer::new(Side::Client);
        client.configure(|config| {
            defaults(config);
            change(name, config);
        });
        client.on.allows.replace(Rc::new(is_of_level_2));
        assert_eq!(client.advance(), Outcome::Record, "{name}");
        let record = client.take_output();
        let hello = masked(&record[HEADER_LEN..]);
        assert_eq!(in_hex(&hello), hex, "{name}");
        cases += 1;
    }
    assert_eq!(cases, 17);
}

fn in_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    let bytes = digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16));
    bytes.collect::<Result<_, _>>().unwrap()
}

/// What the server's options of each case change.
fn change_server(name: &str, server: &Peer) {
    server.configure(|config| match name {
        "no_ticket_of_server" => config.options.no_ticket = true,
        "alpn" => config.callbacks.alpn_select = true,
        "npn" => config.callbacks.npn_advertised = true,
        "tls13_retry" => config.groups = vec![SECP256R1],
        "downgrade" => config.highest = Some(TLS12),
        _ => {}
    });
    server
        .on
        .select_alpn
        .set(|_| Ok(Some(b"http/1.1".to_vec())));
    let list = b"\x02h2\x08http/1.1";
    server.on.protocol.set(|_| Some(list.to_vec()));
}

/// The answer with zeros for what is random: both randoms, and the key of the share.
fn masked_answer(message: &[u8]) -> Vec<u8> {
    let hello = ServerHello::read(&message[HEADER..], true, false).unwrap();
    let session_id = RANDOM.end + 1..RANDOM.end + 1 + hello.session_id.len();
    let mut zeros = vec![RANDOM, session_id];
    let start = message.len() - hello.extensions.bytes().len();
    let extensions = hello.extensions.iter().map(Result::unwrap);
    for share in extensions.filter(|extension| extension.extension_type == KEY_SHARE) {
        if share.body.len() > 2 {
            // Behind the group, and the length of the key.
            zeros.push(start + share.start + 4..start + share.start + share.body.len());
        }
    }
    let mut message = message.to_vec();
    zeros.into_iter().for_each(|range| message[range].fill(0));
    message
}

#[test]
fn answers_are_openssls() {
    let mut cases = 0;
    for line in ANSWERS.lines() {
        let fields: Vec<_> = line.split(' ').collect();
        let [name, hello, expected] = fields[..] else {
            panic!("{line}");
        };
        let mut server = Pair::new().server;
        server.configure(defaults);
        change_server(name, &server);
        server.on.allows.replace(Rc::new(is_of_level_2));
        let hello = from_hex(hello);
        let length = u16::try_from(hello.len()).unwrap().to_be_bytes();
        server.deliver(&[&[22, 3, 1], &length[..], &hello].concat());
        assert_eq!(server.advance(), Outcome::Record, "{name}");
        let flight = server.take_output();
        let length = usize::from(u16::from_be_bytes([flight[7], flight[8]]));
        let answer = &flight[HEADER_LEN..][..HEADER + length];
        assert_eq!(in_hex(&masked_answer(answer)), expected, "{name}");
        cases += 1;
    }
    assert_eq!(cases, 10);
}
