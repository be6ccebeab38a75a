//! Chains, requests, statuses, signatures.

use tls::codec::Writer;
use tls::error::Fatal;
use tls::message::certificate::{self, Chain};
use tls::message::certificate_request::{self as request, Legacy, Request};
use tls::message::{certificate_status as status, certificate_verify as verify, extensions};

use super::{choose, written};

pub fn certificate_of_server(data: &[u8]) -> bool {
    let (tls13, body) = choose!(data, [true, false]);
    match certificate::read_from_server(body, tls13) {
        Ok(chain) => {
            assert!(!chain.is_empty());
            is_chain(chain, body, tls13.then_some(&[]))
        }
        Err(_) => false,
    }
}

/// The context is what the message has, or another one.
pub fn certificate_of_client(data: &[u8]) -> bool {
    let (tls13, body) = choose!(data, [true, false]);
    let context = match body.split_first() {
        Some((length, rest)) => rest.get(..usize::from(*length)).unwrap_or_default(),
        None => &[],
    };
    if tls13 {
        let other = [context, &[0]].concat();
        assert!(certificate::read_from_client(body, true, &other).is_err());
    }
    match certificate::read_from_client(body, tls13, context) {
        Ok(chain) => is_chain(chain, body, tls13.then_some(context)),
        Err(_) => false,
    }
}

fn is_chain(chain: Chain<'_>, body: &[u8], context: Option<&[u8]>) -> bool {
    let tls13 = context.is_some();
    let write = |w: &mut Writer| -> Result<(), Fatal> {
        for entry in chain {
            let entry = entry?;
            certificate::write_entry(w, entry.der);
            let extensions = entry.extensions?;
            match tls13 {
                true => extensions::write(w, |w| w.bytes(extensions.bytes())),
                false => assert!(extensions.is_empty()),
            }
        }
        Ok(())
    };
    let mut result = Ok(());
    let again = written(|w| result = certificate::write(w, context, write));
    if result.is_ok() {
        assert_eq!(again, body);
    }
    result.is_ok()
}

pub fn certificate_request(data: &[u8]) -> bool {
    let Ok(message) = Request::read(data) else {
        return false;
    };
    let again = written(|w| {
        let extensions = message.extensions.bytes();
        request::write(w, message.context, |w| w.bytes(extensions));
    });
    assert!(data.starts_with(&again));
    assert_eq!(message.end().is_ok(), again == data);
    message.end().is_ok()
}

pub fn certificate_request_legacy(data: &[u8]) -> bool {
    let (uses_sigalgs, body) = choose!(data, [true, false]);
    let Ok(message) = Legacy::read(body, uses_sigalgs) else {
        return false;
    };
    let Ok(names) = message.authorities.clone().collect::<Result<Vec<_>, _>>() else {
        return false;
    };
    let schemes: Option<Vec<_>> = message.schemes.map(|schemes| schemes.iter().collect());
    let again = written(|w| request::write_legacy(w, message.types, schemes.as_deref(), names));
    assert!(body.starts_with(&again));
    assert_eq!(message.end().is_ok(), again == body);
    message.end().is_ok()
}

pub fn certificate_verify(data: &[u8]) -> bool {
    let (uses_sigalgs, body) = choose!(data, [true, false]);
    let Ok(signed) = verify::read(body, uses_sigalgs) else {
        return false;
    };
    let Ok(signature) = signed.signature() else {
        return false;
    };
    let again = written(|w| verify::write(w, signed.scheme, signature));
    assert_eq!(again, body);
    true
}

pub fn certificate_status(data: &[u8]) -> bool {
    let Ok(response) = status::read(data) else {
        return false;
    };
    assert_eq!(written(|w| status::write(w, response)), data);
    true
}
