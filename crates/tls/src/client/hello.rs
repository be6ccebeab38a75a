//! The ClientHello.

use crate::both::keys::Stage;
use crate::both::random;
use crate::choose::suite::{self, Disabled, Offer};
use crate::choose::version::Range;
use crate::codec::Writer;
use crate::error::{Fatal, Reason};
use crate::extension::{Context, Place};
use crate::facts::Short;
use crate::link::{Direction, Link};
use crate::machine::table::{Built, Flow};
use crate::machine::{EarlyState, Handshake, Retry};
use crate::message::client_hello::Fields;
use crate::message::MAX_SESSION_ID_LEN;
use crate::registry::alert;
use crate::registry::field::NULL_COMPRESSION;
use crate::registry::suite::CipherSuite;
use crate::registry::version::TLS13;

/// After the message: the hello goes out, unless early data follows it.
pub(crate) fn sent(h: &mut Handshake, link: &dyn Link) -> Result<Flow, Fatal> {
    if !sends_early_data(h) {
        return Ok(Flow::Flush);
    }
    // With a ChangeCipherSpec in between, the key comes after that.
    if !h.config.options.middlebox_compat {
        h.change_keys(link, Stage::Early, Direction::Write)?;
    }
    Ok(Flow::Next)
}

/// Early data follows the hello, which has said so.
pub(super) fn sends_early_data(h: &Handshake) -> bool {
    h.early == EarlyState::Connecting && h.early_data_limit > 0
}

/// `tls_construct_client_hello`
pub(crate) fn build(h: &mut Handshake, link: &dyn Link, w: &mut Writer) -> Result<Built, Fatal> {
    set_version(h, link)?;
    begin_session(h, link)?;
    if h.retry == Retry::None {
        let random = random::fill(link, h.config.options.client_hello_time)?;
        link.facts().client_random.set(random);
    }
    let session_id = session_id(h, link)?;
    let suites = suites(h, link)?;
    let fields = Fields {
        legacy_version: link.facts().client_version.get(),
        random: &link.facts().client_random.get(),
        session_id: &session_id,
        cookie: None,
        suites: &suites,
        compression_methods: &[NULL_COMPRESSION],
    };
    fields.write_before_extensions(w);
    h.construct_extensions(link, w, Place::of(Context::CLIENT_HELLO))?;
    Ok(Built::Send)
}

/// `ssl_set_client_hello_version`. A renegotiation names the version of the first hello again.
fn set_version(h: &mut Handshake, link: &dyn Link) -> Result<(), Fatal> {
    let facts = link.facts();
    if !facts.is_first_handshake() {
        return Ok(());
    }
    let range = h.version_range(link).map_err(internal)?;
    facts.version.set(range.highest);
    facts.client_version.set(range.legacy_version());
    Ok(())
}

fn internal(reason: Reason) -> Fatal {
    Fatal::new(alert::INTERNAL_ERROR, reason)
}

/// The session that is offered, or a new one.
fn begin_session(h: &mut Handshake, link: &dyn Link) -> Result<(), Fatal> {
    let mut offered = None;
    link.session(&mut |session| {
        // SSL_SESSION_is_resumable
        let named = !session.id.is_empty() || session.ticket.is_some();
        offered = (!session.not_resumable && named).then_some(session.version);
    });
    let security = |question| link.allows(question);
    let versions = h.versions(&security);
    let usable = offered.is_some_and(|version| versions.supports(version));
    if !usable && h.retry == Retry::None {
        h.make_session(link, false)?;
    }
    Ok(())
}

/// The session id: the session's, or a random one that looks like it to those in between. It stays the same
/// after a HelloRetryRequest.
fn session_id(h: &Handshake, link: &dyn Link) -> Result<Short<MAX_SESSION_ID_LEN>, Fatal> {
    let (mut version, mut id) = (TLS13, Short::default());
    link.session(&mut |session| (version, id) = (session.version, session.id));
    let facts = link.facts();
    let offers_tls13 = facts.version.get() == TLS13;
    if h.new_session || version == TLS13 {
        if !offers_tls13 || !h.config.options.middlebox_compat {
            return Ok(Short::default());
        }
        if h.retry != Retry::None {
            return Ok(facts.legacy_session_id.get());
        }
        let mut random = [0; MAX_SESSION_ID_LEN];
        link.random(&mut random)?;
        id = Short::new(&random).ok_or(Fatal::INTERNAL)?;
    }
    if offers_tls13 {
        facts.legacy_session_id.set(id);
    }
    Ok(id)
}

/// `ssl_set_client_disabled` and `ssl_cipher_list_to_bytes`
fn suites(h: &mut Handshake, link: &dyn Link) -> Result<Vec<CipherSuite>, Fatal> {
    let security = |question| link.allows(question);
    let range: Range = h.version_range(link).map_err(internal)?;
    h.lowest_offered = range.lowest;
    let peer = h.peer(link);
    let algorithms = peer.algorithms(&h.config, &security);
    let disabled = Disabled::new(&algorithms, range, h.config.callbacks.psk_client, false);
    h.disabled = Some(disabled);
    suite::offer(&Offer {
        listed: &h.config.suites,
        disabled: &disabled,
        renegotiates: h.renegotiates,
        fallback: h.config.options.send_fallback,
        security: &security,
    })
}
