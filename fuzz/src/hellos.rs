//! Hellos and extensions.

use tls::message::client_hello::{ClientHello, Fields, Format};
use tls::message::server_hello::ServerHello;
use tls::message::{
    encrypted_extensions as encrypted, extensions as block, hello_verify_request as hvr,
};
use tls::registry::extension::ExtensionType;

use super::{choose, written};

/// Types below this count as known.
const KNOWN: ExtensionType = ExtensionType(52);

pub fn extensions(data: &[u8]) -> bool {
    let extensions = block::Extensions::new(data);
    for in_client_hello in [false, true] {
        let _ = extensions.check(in_client_hello, |known| known < KNOWN);
    }
    let Ok(list) = extensions.iter().collect::<Result<Vec<_>, _>>() else {
        return false;
    };
    let again = written(|w| {
        for extension in &list {
            block::write_one(w, extension.extension_type, |w| w.bytes(extension.body));
        }
    });
    assert_eq!(again, data);
    for (index, extension) in list.iter().enumerate() {
        assert_eq!(extension.is_last, index + 1 == list.len());
        assert!(extensions.find(extension.extension_type).is_some());
    }
    true
}

pub fn encrypted_extensions(data: &[u8]) -> bool {
    let Ok(extensions) = encrypted::read(data) else {
        return false;
    };
    let again = written(|w| block::write(w, |w| w.bytes(extensions.bytes())));
    assert_eq!(again, data);
    true
}

pub fn client_hello(data: &[u8]) -> bool {
    let (format, body) = choose!(
        data,
        [
            Format::Tls,
            Format::Dtls {
                cookie_exchange: false
            },
            Format::Dtls {
                cookie_exchange: true
            },
        ]
    );
    let Ok(hello) = ClientHello::read(body.to_vec(), format) else {
        return false;
    };
    let suites: Vec<_> = hello.suites().collect();
    if hello.lacks_cookie() {
        assert!(suites.is_empty() && hello.extensions().is_empty());
        return true;
    }
    assert_eq!(suites.len(), hello.suite_bytes().len() / 2);
    if hello.suite_bytes().len() % 2 != 0 {
        assert!(hello.check_suites().is_err());
        return true;
    }
    let methods: Vec<_> = hello.compression_methods().collect();
    let fields = Fields {
        legacy_version: hello.legacy_version(),
        random: hello.random(),
        session_id: hello.session_id(),
        cookie: (format != Format::Tls).then_some(hello.cookie()),
        suites: &suites,
        compression_methods: &methods,
    };
    let extensions = hello.extensions().bytes();
    let mut again = written(|w| fields.write(w, |w| w.bytes(extensions)));
    if extensions.is_empty() && again.len() + 2 == body.len() {
        // An empty block may be there or not.
        again.extend([0, 0]);
    }
    assert_eq!(again, body);
    assert_eq!(&body[hello.extensions_range()], extensions);
    true
}

pub fn client_hello_ssl2(data: &[u8]) -> bool {
    let Ok(hello) = ClientHello::read(data.to_vec(), Format::Ssl2) else {
        return false;
    };
    assert!(hello.is_ssl2() && hello.extensions().is_empty() && hello.cookie().is_empty());
    assert!(hello.suites().count() <= hello.suite_bytes().len() / 3);
    assert_eq!(hello.compression_methods().count(), 1);
    let fields = 9 + hello.suite_bytes().len() + hello.session_id().len();
    let challenge = &data[fields..][..(data.len() - fields).min(32)];
    assert!(hello.random().ends_with(challenge));
    true
}

pub fn server_hello(data: &[u8]) -> bool {
    let ((tls13, had_retry_request), body) =
        choose!(data, [(true, false), (true, true), (false, false)]);
    let Ok(hello) = ServerHello::read(body, tls13, had_retry_request) else {
        return false;
    };
    assert!(!(hello.is_retry_request && had_retry_request));
    let mut again = written(|w| hello.write(w));
    if hello.extensions.is_empty() && again.len() + 2 == body.len() {
        again.extend([0, 0]);
    }
    assert_eq!(again, body);
    true
}

pub fn hello_verify_request(data: &[u8]) -> bool {
    let Ok(cookie) = hvr::read(data) else {
        return false;
    };
    // The version is not looked at, nor is what follows the cookie.
    let again = written(|w| hvr::write(w, cookie));
    assert_eq!(again[2..], data[2..again.len()]);
    true
}
