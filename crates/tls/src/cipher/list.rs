//! Cipher lists: the language of `SSL_CTX_set_cipher_list`, the simpler one of
//! `SSL_CTX_set_ciphersuites`, and the list of suites that both make together.
//!
//! Lists know all of OpenSSL's suites, also those that our handshake does not support.

use std::sync::LazyLock;

use super::missing::Missing;
use super::{auth, class, elements, enc, kx, mac, Cipher, CIPHERS};
use crate::error::reason::Reason;
use crate::registry::suite::CipherSuite;
use crate::registry::version::{ProtocolVersion, SSL3, TLS10, TLS12};

/// What `OSSL_default_cipher_list` returns.
pub const DEFAULT_CIPHER_LIST: &std::ffi::CStr = c"ALL:!COMPLEMENTOFDEFAULT:!eNULL";

/// What `OSSL_default_ciphersuites` returns.
pub const DEFAULT_CIPHERSUITES: &std::ffi::CStr =
    c"TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";

/// `SSL_CERT_FLAG_SUITEB_*`: the mask of the Suite B modes, and the modes.
pub const SUITEB_MASK: u32 = 0x0003_0000;
pub const SUITEB_128_ONLY: u32 = 0x0001_0000;
pub const SUITEB_192: u32 = 0x0002_0000;
pub const SUITEB_128: u32 = 0x0003_0000;

/// The longest name in a list of TLS 1.3 suites.
const MAX_NAME: usize = 79;

/// The suites that may be negotiated, most preferred first, those of TLS 1.3 before the others.
#[derive(Clone, Debug)]
pub struct CipherList {
    tls13: Vec<&'static Cipher>,
    all: Vec<&'static Cipher>,
}

/// Why a list is refused.
#[derive(Debug, PartialEq, Eq)]
pub enum ListError {
    /// `SSL_R_INVALID_COMMAND`, this many times. The list is unchanged.
    Malformed(usize),
    /// `SSL_R_NO_CIPHER_MATCH`.
    NoMatch,
}

impl ListError {
    /// The reasons for the error queue.
    pub fn reasons(&self) -> impl Iterator<Item = Reason> {
        let (reason, times) = match self {
            ListError::Malformed(times) => (Reason::INVALID_COMMAND, *times),
            ListError::NoMatch => (Reason::NO_CIPHER_MATCH, 1),
        };
        std::iter::repeat_n(reason, times)
    }
}

impl Default for CipherList {
    fn default() -> Self {
        static DEFAULT: LazyLock<CipherList> =
            LazyLock::new(|| CipherList::new(&Missing::legacy()));
        DEFAULT.clone()
    }
}

impl CipherList {
    /// The default list, without suites whose algorithms are missing.
    pub fn new(missing: &Missing) -> CipherList {
        let mut list = CipherList {
            tls13: Vec::new(),
            all: Vec::new(),
        };
        let suites = DEFAULT_CIPHERSUITES.to_bytes();
        let rules = DEFAULT_CIPHER_LIST.to_bytes();
        // If all suites are missing, the list is empty and the first handshake reports it.
        let _ = list.set_ciphersuites(suites, missing);
        let _ = list.set_cipher_list(rules, &mut 0, &mut 0, missing);
        list
    }

    /// All suites, in order of preference.
    pub fn ciphers(&self) -> &[&'static Cipher] {
        &self.all
    }

    /// The TLS 1.3 suites of `other`, followed by our suites below TLS 1.3.
    pub fn with_tls13_of(&self, other: &CipherList) -> CipherList {
        CipherList {
            tls13: other.tls13.clone(),
            all: self.all.clone(),
        }
    }

    /// Replaces the suites below TLS 1.3; see `select` for the arguments.
    ///
    /// As in OpenSSL, rules that select nothing empty the list and fail; malformed rules leave the list
    /// unchanged.
    pub fn set_cipher_list(
        &mut self,
        rules: &[u8],
        cert_flags: &mut u32,
        security_level: &mut i32,
        missing: &Missing,
    ) -> Result<(), ListError> {
        let selected = select(rules, cert_flags, security_level, missing)?;
        self.tls13.retain(|c| missing.has_ciphersuite(c));
        self.all = self.tls13.iter().copied().chain(selected).collect();
        let found = self.all.iter().any(|c| !c.is_tls13());
        found.then_some(()).ok_or(ListError::NoMatch)
    }

    /// Replaces the suites of TLS 1.3 by those whose standard names stand in `names`.
    ///
    /// Unknown names are skipped. An empty string means no suites. A list without a known name fails
    /// and changes nothing.
    pub fn set_ciphersuites(&mut self, names: &[u8], missing: &Missing) -> Result<(), ListError> {
        let suites: Vec<_> = elements(names)
            .filter(|name| name.len() <= MAX_NAME)
            .filter_map(Cipher::find_standard_name)
            .collect();
        if suites.is_empty() && !names.is_empty() {
            return Err(ListError::NoMatch);
        }
        let there = suites.iter().filter(|c| missing.has_ciphersuite(c));
        let others = self.all.iter().skip_while(|c| c.is_tls13());
        self.all = there.chain(others).copied().collect();
        self.tls13 = suites;
        Ok(())
    }
}

/// The suites below TLS 1.3 that `rules` select, in order.
///
/// The rules may set the security level (`@SECLEVEL=`), even if they then fail, and the Suite B mode in
/// `cert_flags`. A Suite B mode replaces all rules.
pub fn select(
    rules: &[u8],
    cert_flags: &mut u32,
    security_level: &mut i32,
    missing: &Missing,
) -> Result<Vec<&'static Cipher>, ListError> {
    let rules = suite_b_rules(rules, cert_flags).unwrap_or(rules);
    let mut order = Order::new(missing);
    let rules = match rules.strip_prefix(b"DEFAULT") {
        Some(rest) => {
            order.process(DEFAULT_CIPHER_LIST.to_bytes(), security_level)?;
            rest
        }
        None => rules,
    };
    order.process(rules, security_level)?;
    Ok(order.selected())
}

fn suite_b_rules(rules: &[u8], cert_flags: &mut u32) -> Option<&'static [u8]> {
    const NAMES: [(&[u8], u32); 4] = [
        (b"SUITEB128ONLY", SUITEB_128_ONLY),
        (b"SUITEB128C2", SUITEB_128),
        (b"SUITEB128", SUITEB_128),
        (b"SUITEB192", SUITEB_192),
    ];
    if let Some((_, mode)) = NAMES.iter().find(|(name, _)| rules.starts_with(name)) {
        *cert_flags = *cert_flags & !SUITEB_MASK | mode;
    }
    match *cert_flags & SUITEB_MASK {
        SUITEB_128 if rules.starts_with(b"SUITEB128C2") => Some(b"ECDHE-ECDSA-AES256-GCM-SHA384"),
        SUITEB_128 => Some(b"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"),
        SUITEB_128_ONLY => Some(b"ECDHE-ECDSA-AES128-GCM-SHA256"),
        SUITEB_192 => Some(b"ECDHE-ECDSA-AES256-GCM-SHA384"),
        _ => None,
    }
}

/// Which suites a rule applies to. An attribute of 0 or `None` matches any.
#[derive(Clone, Copy, Default)]
pub(super) struct Pattern {
    id: Option<CipherSuite>,
    pub(super) kx: u32,
    pub(super) auth: u32,
    pub(super) enc: u32,
    pub(super) mac: u32,
    min_version: Option<ProtocolVersion>,
    class: u32,
}

impl Pattern {
    fn matches(&self, c: &Cipher) -> bool {
        let any = |wanted: u32, has: u32| wanted == 0 || wanted & has != 0;
        self.id.is_none_or(|id| id == c.id)
            && any(self.kx, c.kx)
            && any(self.auth, c.auth)
            && any(self.enc, c.enc)
            && any(self.mac, c.mac)
            && (self.min_version.is_none() || self.min_version == c.min_version)
            && any(self.class & class::STRENGTH, c.class)
            && any(self.class & class::NOT_DEFAULT, c.class)
    }

    /// The pattern for `A+B`; `None` if no suite can match both. Only the last part's suite counts.
    fn and(&self, other: &Pattern) -> Option<Pattern> {
        let both = |a: u32, b: u32| match (a, b) {
            (0, x) | (x, 0) => Some(x),
            (a, b) => (a & b != 0).then_some(a & b),
        };
        let min_version = match (self.min_version, other.min_version) {
            (None, v) | (v, None) => v,
            (a, b) if a == b => a,
            _ => return None,
        };
        let strength = |p: &Pattern| p.class & class::STRENGTH;
        // As in OpenSSL, the first strength class replaces the bits for the default list.
        let kept = match (strength(self), strength(other)) {
            (0, 1..) => 0,
            _ => self.class & class::NOT_DEFAULT,
        };
        Some(Pattern {
            id: other.id,
            kx: both(self.kx, other.kx)?,
            auth: both(self.auth, other.auth)?,
            enc: both(self.enc, other.enc)?,
            mac: both(self.mac, other.mac)?,
            min_version,
            class: both(strength(self), strength(other))? | kept | other.class & class::NOT_DEFAULT,
        })
    }

    /// The pattern of a suite's name or an alias; `None` if unknown or if the algorithms are missing.
    fn named(name: &[u8], missing: &Missing) -> Option<Pattern> {
        let suite = CIPHERS
            .iter()
            .filter(|c| !c.is_tls13() && missing.has_suite(c))
            .find(|c| c.name.to_bytes() == name);
        match suite {
            // The pattern leaves out the suite's version.
            Some(c) => Some(Pattern {
                id: Some(c.id),
                kx: c.kx,
                auth: c.auth,
                enc: c.enc,
                mac: c.mac,
                class: c.class,
                min_version: None,
            }),
            None => alias(name).filter(|alias| missing.has_any(alias)),
        }
    }
}

fn alias(name: &[u8]) -> Option<Pattern> {
    let default = Pattern::default();
    let kx = |kx| Pattern { kx, ..default };
    let auth = |auth| Pattern { auth, ..default };
    let kx_auth = |kx, auth| Pattern {
        kx,
        auth,
        ..default
    };
    let enc = |enc| Pattern { enc, ..default };
    let mac = |mac| Pattern { mac, ..default };
    let version = |version: ProtocolVersion| Pattern {
        min_version: Some(version),
        ..default
    };
    let class = |class| Pattern { class, ..default };
    let edh = |auth| Pattern {
        mac: mac::SHA1,
        enc: enc::TDES,
        class: class::HIGH | class::FIPS,
        ..kx_auth(kx::DHE, auth)
    };
    Some(match name {
        b"ALL" => enc(!enc::NULL),
        b"COMPLEMENTOFALL" | b"eNULL" | b"NULL" => enc(enc::NULL),
        b"COMPLEMENTOFDEFAULT" => class(class::NOT_DEFAULT),

        b"kRSA" => kx(kx::RSA),
        b"kEDH" | b"kDHE" | b"DH" => kx(kx::DHE),
        b"kEECDH" | b"kECDHE" | b"ECDH" => kx(kx::ECDHE),
        b"kPSK" => kx(kx::PSK),
        b"kRSAPSK" => kx(kx::RSAPSK),
        b"kECDHEPSK" => kx(kx::ECDHEPSK),
        b"kDHEPSK" => kx(kx::DHEPSK),
        b"PSK" => kx(kx::PSK | kx::RSAPSK | kx::ECDHEPSK | kx::DHEPSK),
        b"kSRP" | b"SRP" => kx(kx::SRP),

        b"aRSA" => auth(auth::RSA),
        b"aDSS" | b"DSS" => auth(auth::DSS),
        b"aNULL" => auth(auth::NULL),
        b"aECDSA" | b"ECDSA" => auth(auth::ECDSA),
        b"aPSK" => auth(auth::PSK),
        b"aSRP" => auth(auth::SRP),

        b"EDH" | b"DHE" => kx_auth(kx::DHE, !auth::NULL),
        b"EECDH" | b"ECDHE" => kx_auth(kx::ECDHE, !auth::NULL),
        b"RSA" => kx_auth(kx::RSA, auth::RSA),
        b"ADH" => kx_auth(kx::DHE, auth::NULL),
        b"AECDH" => kx_auth(kx::ECDHE, auth::NULL),

        b"3DES" => enc(enc::TDES),
        b"RC4" => enc(enc::RC4),
        b"RC2" => enc(enc::RC2),
        b"IDEA" => enc(enc::IDEA),
        b"SEED" => enc(enc::SEED),
        b"AES128" => enc(enc::AES128 | enc::AES128GCM | enc::AES128CCM | enc::AES128CCM8),
        b"AES256" => enc(enc::AES256 | enc::AES256GCM | enc::AES256CCM | enc::AES256CCM8),
        b"AES" => enc(enc::AES),
        b"AESGCM" => enc(enc::AESGCM),
        b"AESCCM" => enc(enc::AESCCM),
        b"AESCCM8" => enc(enc::AESCCM8),
        b"CAMELLIA128" => enc(enc::CAMELLIA128),
        b"CAMELLIA256" => enc(enc::CAMELLIA256),
        b"CAMELLIA" => enc(enc::CAMELLIA),
        b"CHACHA20" => enc(enc::CHACHA20),
        b"ARIA" | b"ARIAGCM" => enc(enc::ARIAGCM),
        b"ARIA128" => enc(enc::ARIA128GCM),
        b"ARIA256" => enc(enc::ARIA256GCM),
        b"CBC" => enc(enc::CBC),

        b"MD5" => mac(mac::MD5),
        b"SHA1" | b"SHA" => mac(mac::SHA1),
        b"SHA256" => mac(mac::SHA256),
        b"SHA384" => mac(mac::SHA384),

        b"SSLv3" => version(SSL3),
        b"TLSv1" | b"TLSv1.0" => version(TLS10),
        b"TLSv1.2" => version(TLS12),

        b"LOW" => class(class::LOW),
        b"MEDIUM" => class(class::MEDIUM),
        b"HIGH" => class(class::HIGH),
        b"FIPS" => Pattern {
            enc: !enc::NULL,
            ..class(class::FIPS)
        },

        b"EDH-DSS-DES-CBC3-SHA" => edh(auth::DSS),
        b"EDH-RSA-DES-CBC3-SHA" => edh(auth::RSA),
        _ => return None,
    })
}

/// The suites in their current order, selected or not.
struct Order {
    entries: Vec<Entry>,
    missing: Missing,
}

struct Entry {
    cipher: &'static Cipher,
    active: bool,
}

/// What a rule does to its suites.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// Selects them at the end.
    Add,
    /// `-`: deselects. The suites deselected last come first when they are selected again.
    Delete,
    /// `+`: moves selected suites to the end.
    MoveToEnd,
    /// Moves selected suites to the beginning.
    MoveToFront,
    /// `!`: removes for good.
    Kill,
}

/// The suites below TLS 1.3 in the order in which OpenSSL prefers them: forward secrecy with an AEAD,
/// forward secrecy, the other AEADs, the rest. Within these: TLS 1.2's suites, longer keys, ECDHE before
/// DHE, ECDSA before RSA, AES-GCM before ChaCha20 before other AES before others; and at the end of all
/// those without a certificate, those without forward secrecy, with PSK alone, with MD5.
///
/// Rules keep the order of the suites that they move, so the order of the available suites does not
/// depend on the missing ones.
static PREFERENCE: LazyLock<Vec<&'static Cipher>> = LazyLock::new(|| {
    let mut order = Order {
        // OpenSSL reads its tables from the end.
        entries: CIPHERS
            .iter()
            .rev()
            .filter(|c| !c.is_tls13())
            .map(|cipher| Entry {
                cipher,
                active: false,
            })
            .collect(),
        missing: Missing::NOTHING,
    };
    let any = Pattern::default();
    let kx = |kx| Pattern { kx, ..any };
    let auth = |auth| Pattern { auth, ..any };
    let enc = |enc| Pattern { enc, ..any };
    let mac = |mac| Pattern { mac, ..any };
    for (rule, pattern) in [
        (
            Rule::Add,
            Pattern {
                auth: auth::ECDSA,
                ..kx(kx::ECDHE)
            },
        ),
        (Rule::Add, kx(kx::ECDHE)),
        (Rule::Delete, kx(kx::ECDHE)),
        (Rule::Add, enc(enc::AESGCM)),
        (Rule::Add, enc(enc::CHACHA20)),
        (Rule::Add, enc(enc::AES & !enc::AESGCM)),
        (Rule::Add, any),
        (Rule::MoveToEnd, mac(mac::MD5)),
        (Rule::MoveToEnd, auth(auth::NULL)),
        (Rule::MoveToEnd, kx(kx::RSA)),
        (Rule::MoveToEnd, kx(kx::PSK)),
        (Rule::MoveToEnd, enc(enc::RC4)),
    ] {
        order.apply(rule, &pattern);
    }
    order.sort_by_strength();
    let forward_secret = kx(kx::DHE | kx::ECDHE);
    for pattern in [
        Pattern {
            min_version: Some(TLS12),
            ..any
        },
        mac(mac::AEAD),
        forward_secret,
        Pattern {
            mac: mac::AEAD,
            ..forward_secret
        },
    ] {
        order.apply(Rule::MoveToFront, &pattern);
    }
    order.selected()
});

impl Order {
    /// All available suites, none selected.
    fn new(missing: &Missing) -> Order {
        let there = PREFERENCE.iter().filter(|c| missing.has_suite(c));
        Order {
            entries: there
                .map(|cipher| Entry {
                    cipher,
                    active: false,
                })
                .collect(),
            missing: missing.clone(),
        }
    }

    fn selected(&self) -> Vec<&'static Cipher> {
        let active = self.entries.iter().filter(|e| e.active);
        active.map(|e| e.cipher).collect()
    }

    /// Applies a rule to the suites of a pattern.
    fn apply(&mut self, rule: Rule, pattern: &Pattern) {
        let concerned = |e: &Entry| {
            pattern.matches(e.cipher)
                && match rule {
                    Rule::Add => !e.active,
                    Rule::Delete | Rule::MoveToEnd | Rule::MoveToFront => e.active,
                    Rule::Kill => true,
                }
        };
        let entries = self.entries.drain(..);
        let (mut moved, mut rest): (Vec<Entry>, Vec<Entry>) = entries.partition(concerned);
        moved
            .iter_mut()
            .for_each(|e| e.active = rule != Rule::Delete);
        self.entries = match rule {
            Rule::Kill => rest,
            Rule::Delete | Rule::MoveToFront => {
                moved.append(&mut rest);
                moved
            }
            Rule::Add | Rule::MoveToEnd => {
                rest.append(&mut moved);
                rest
            }
        };
    }

    /// `@STRENGTH`: longer keys first.
    fn sort_by_strength(&mut self) {
        // OpenSSL sorts by '+' rules, which leave inactive suites behind the active ones.
        let (mut active, mut rest): (Vec<Entry>, Vec<Entry>) =
            self.entries.drain(..).partition(|e| e.active);
        active.sort_by_key(|e| std::cmp::Reverse(e.cipher.bits));
        rest.append(&mut active);
        self.entries = rest;
    }

    fn process(&mut self, rules: &[u8], security_level: &mut i32) -> Result<(), ListError> {
        let separator = |b: &u8| matches!(b, b':' | b' ' | b';' | b',');
        let word_byte = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'=');
        let until = |text: &[u8], stop: &dyn Fn(&u8) -> bool| {
            text.iter().position(stop).unwrap_or(text.len())
        };

        let mut mistakes = 0;
        let mut rest = rules;
        while let Some(&first) = rest.first() {
            if separator(&first) {
                rest = &rest[1..];
                continue;
            }
            let operator = match first {
                b'-' | b'+' | b'!' | b'@' => {
                    rest = &rest[1..];
                    first
                }
                _ => 0,
            };

            // Words joined by '+'; `None` once one of them is unknown or they exclude each other.
            let mut pattern = Some(Pattern::default());
            let mut command: &[u8] = &[];
            loop {
                let (word, after) = rest.split_at(until(rest, &|b| !word_byte(b)));
                if word.is_empty() {
                    return Err(ListError::Malformed(mistakes + 1));
                }
                rest = after;
                if operator == b'@' {
                    command = word;
                    break;
                }
                let more = rest.first() == Some(&b'+');
                if more {
                    rest = &rest[1..];
                }
                pattern = pattern.and_then(|p| p.and(&Pattern::named(word, &self.missing)?));
                if !more || pattern.is_none() {
                    break;
                }
            }

            if operator == b'@' {
                match command {
                    b"STRENGTH" => self.sort_by_strength(),
                    [level @ .., digit @ b'0'..=b'5'] if level == b"SECLEVEL=" => {
                        *security_level = i32::from(digit - b'0');
                    }
                    _ => mistakes += 1,
                }
                rest = &rest[until(rest, &separator)..];
            } else if let Some(pattern) = pattern {
                let rule = match operator {
                    b'-' => Rule::Delete,
                    b'+' => Rule::MoveToEnd,
                    b'!' => Rule::Kill,
                    _ => Rule::Add,
                };
                self.apply(rule, &pattern);
            } else {
                rest = &rest[until(rest, &separator)..];
            }
        }
        match mistakes {
            0 => Ok(()),
            times => Err(ListError::Malformed(times)),
        }
    }
}

#[cfg(test)]
mod tests;
