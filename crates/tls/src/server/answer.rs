//! ServerHello, HelloRetryRequest and EncryptedExtensions.

use crate::both::keys::Stage;
use crate::codec::Writer;
use crate::error::Fatal;
use crate::extension::{Context, Place};
use crate::facts::{EarlyData, Short};
use crate::link::{Direction, Link, Rule};
use crate::machine::table::{Built, Flow};
use crate::machine::{Handshake, Retry};
use crate::message::extensions::Extensions;
use crate::message::server_hello::ServerHello;
use crate::registry::field::{HELLO_RETRY_REQUEST_RANDOM, NULL_COMPRESSION};
use crate::registry::version::TLS12;
use crate::schedule::Keep;

/// `tls_construct_server_hello`
pub(crate) fn build(h: &mut Handshake, link: &dyn Link, w: &mut Writer) -> Result<Built, Fatal> {
    let (facts, retries) = (link.facts(), h.retry == Retry::Pending);
    let tls13 = h.is_tls13(link);
    if !h.config.options.server_cache && !facts.hit.get() {
        link.session(&mut |session| session.id = Short::default());
    }
    let mut session_id = facts.legacy_session_id.get();
    if !tls13 {
        link.session(&mut |session| session_id = session.id);
    }
    let suite = facts.suite.get().ok_or(Fatal::INTERNAL)?;
    let random = match retries {
        true => HELLO_RETRY_REQUEST_RANDOM,
        false => facts.server_random.get(),
    };
    ServerHello {
        legacy_version: if tls13 { TLS12 } else { facts.version.get() },
        random: &random,
        session_id: &session_id,
        suite: suite.id,
        compression: NULL_COMPRESSION,
        extensions: Extensions::NONE,
        is_retry_request: retries,
    }
    .write_before_extensions(w);
    let context = match (retries, tls13) {
        (true, _) => Context::HELLO_RETRY_REQUEST,
        (false, true) => Context::SERVER_HELLO_TLS13,
        (false, false) => Context::SERVER_HELLO_TLS12,
    };
    h.construct_extensions(link, w, Place::of(context))?;
    let hash = h.handshake_hash(link)?;
    if retries {
        // The next hello finds a session anew.
        link.drop_session();
        facts.hit.set(false);
        h.transcript.replace_hello(&hash)?;
    } else if !h.config.verify.peer {
        // No client's signature will want the messages.
        h.transcript.start(&hash, Keep::Nothing)?;
    }
    Ok(Built::Send)
}

/// TLS 1.3: where no ChangeCipherSpec follows, the keys change now. A HelloRetryRequest goes out.
pub(crate) fn sent(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    if !h.is_tls13(link) || h.config.options.middlebox_compat && h.retry != Retry::Complete {
        return Ok(Flow::Next);
    }
    if h.retry == Retry::Pending {
        return Ok(Flow::Flush);
    }
    use_handshake_keys(h, link)?;
    Ok(Flow::Next)
}

/// The keys of TLS 1.3's handshake. With early data accepted, its key reads on. Whether the client has our keys
/// is not known, so its alerts may come in the clear.
pub(super) fn use_handshake_keys(h: &mut Handshake, link: &dyn Link) -> Result<(), Fatal> {
    let suite = link.facts().suite.get();
    link.session(&mut |session| session.suite = suite);
    h.change_keys(link, Stage::Handshake, Direction::Write)?;
    if link.facts().early_data.get() != EarlyData::Accepted {
        h.change_keys(link, Stage::Handshake, Direction::Read)?;
    }
    link.rule(Rule::PlaintextAlerts(true));
    Ok(())
}

/// `tls_construct_encrypted_extensions`
pub(crate) fn build_encrypted_extensions(
    h: &mut Handshake,
    link: &dyn Link,
    w: &mut Writer,
) -> Result<Built, Fatal> {
    h.construct_extensions(link, w, Place::of(Context::ENCRYPTED_EXTENSIONS))?;
    Ok(Built::Send)
}
