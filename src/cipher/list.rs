//! Cipher lists: the language of `SSL_CTX_set_cipher_list`, the simpler one of
//! `SSL_CTX_set_ciphersuites`, and the list of suites that both make together.
//!
//! A rule acts on each suite by the suite's own attributes, and keeps the order of those that it
//! moves. So running the rules on just the suites that we support gives what OpenSSL gives,
//! without the others.

use super::{auth, class, elements, enc, kx, mac, Cipher, CIPHERS};
use crate::error::reason::Reason;

/// What `OSSL_default_cipher_list` returns.
pub const DEFAULT_CIPHER_LIST: &std::ffi::CStr = c"ALL:!COMPLEMENTOFDEFAULT:!eNULL";

/// What `OSSL_default_ciphersuites` returns.
pub const DEFAULT_CIPHERSUITES: &std::ffi::CStr =
    c"TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";

/// `SSL_CERT_FLAG_SUITEB_*`: the mask of the Suite B modes, and the modes.
pub const SUITEB_MASK: u32 = 0x30000;
pub const SUITEB_128_ONLY: u32 = 0x10000;
pub const SUITEB_192: u32 = 0x20000;
pub const SUITEB_128: u32 = 0x30000;

/// The suites of TLS 1.2 that we support, in OpenSSL's order of preference: the stronger first,
/// AES-GCM before ChaCha20, ECDSA before RSA.
const PREFERENCE: [u16; 6] = [0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc02b, 0xc02f];

/// The suites that may be negotiated, most preferred first, those of TLS 1.3 before the others.
#[derive(Clone, Debug)]
pub struct CipherList {
    tls13: Vec<&'static Cipher>,
    all: Vec<&'static Cipher>,
}

impl Default for CipherList {
    fn default() -> Self {
        let mut list = CipherList {
            tls13: Vec::new(),
            all: Vec::new(),
        };
        let rules = DEFAULT_CIPHER_LIST.to_bytes();
        let set = list
            .set_ciphersuites(DEFAULT_CIPHERSUITES.to_bytes())
            .and_then(|()| list.set_cipher_list(rules, &mut 0, &mut 0));
        debug_assert_eq!(set, Ok(()));
        list
    }
}

impl CipherList {
    /// All of them.
    pub fn ciphers(&self) -> &[&'static Cipher] {
        &self.all
    }

    /// Those of TLS 1.3, by their numbers on the wire.
    pub fn tls13_suites(&self) -> Vec<u16> {
        self.suites(true)
    }

    /// Those of TLS 1.2, by their numbers on the wire.
    pub fn tls12_suites(&self) -> Vec<u16> {
        self.suites(false)
    }

    /// Leaves out the suites that `is_there` does not know. Whether some below TLS 1.3 are left.
    pub fn retain(&mut self, is_there: impl Fn(&Cipher) -> bool) -> bool {
        self.tls13.retain(|c| is_there(c));
        self.all.retain(|c| is_there(c));
        self.all.iter().any(|c| !c.is_tls13())
    }

    fn suites(&self, tls13: bool) -> Vec<u16> {
        let of_version = self.all.iter().filter(|c| c.is_tls13() == tls13);
        of_version.map(|c| c.protocol_id()).collect()
    }

    /// Replaces the suites below TLS 1.3; see `select` for the arguments.
    ///
    /// Rules that select nothing do empty the list before they fail, as OpenSSL's do; malformed
    /// rules leave it alone.
    pub fn set_cipher_list(
        &mut self,
        rules: &[u8],
        cert_flags: &mut u32,
        security_level: &mut i32,
    ) -> Result<(), Reason> {
        let selected = select(rules, cert_flags, security_level)?;
        let found = !selected.is_empty();
        self.all = self.tls13.iter().copied().chain(selected).collect();
        found.then_some(()).ok_or(Reason::NO_CIPHER_MATCH)
    }

    /// Replaces the suites of TLS 1.3 by those whose standard names stand in `names`.
    ///
    /// Names that are unknown or that we do not support are skipped. An empty string means no
    /// suites; a list in which nothing is found fails and changes nothing.
    pub fn set_ciphersuites(&mut self, names: &[u8]) -> Result<(), Reason> {
        let suites: Vec<_> = elements(names)
            .filter_map(Cipher::find_standard_name)
            .filter(|c| c.is_supported())
            .collect();
        if suites.is_empty() && !names.is_empty() {
            return Err(Reason::NO_CIPHER_MATCH);
        }
        let others = self.all.iter().skip_while(|c| c.is_tls13());
        self.all = suites.iter().chain(others).copied().collect();
        self.tls13 = suites;
        Ok(())
    }
}

/// The suites below TLS 1.3 that `rules` select, in order.
///
/// The rules may set the security level (`@SECLEVEL=`), even if they then fail, and the Suite B
/// mode in `cert_flags`; a Suite B mode takes the place of any rules.
pub fn select(
    rules: &[u8],
    cert_flags: &mut u32,
    security_level: &mut i32,
) -> Result<Vec<&'static Cipher>, Reason> {
    let rules = suite_b_rules(rules, cert_flags).unwrap_or(rules);
    let mut order = Order::new();
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

/// Which suites a rule is about. An attribute that is 0 does not matter.
#[derive(Clone, Copy, Default)]
struct Pattern {
    id: u32,
    kx: u32,
    auth: u32,
    enc: u32,
    mac: u32,
    min_version: u16,
    class: u32,
}

impl Pattern {
    fn matches(&self, c: &Cipher) -> bool {
        let any = |wanted: u32, has: u32| wanted == 0 || wanted & has != 0;
        (self.id == 0 || self.id == c.id)
            && any(self.kx, c.kx)
            && any(self.auth, c.auth)
            && any(self.enc, c.enc)
            && any(self.mac, c.mac)
            && (self.min_version == 0 || self.min_version == c.min_version)
            && any(self.class & class::STRENGTH, c.class)
            && any(self.class & class::NOT_DEFAULT, c.class)
    }

    /// What matches both, for `A+B`; `None` if nothing can. Only the last part's suite counts.
    fn and(&self, other: &Pattern) -> Option<Pattern> {
        let both = |a: u32, b: u32| match (a, b) {
            (0, x) | (x, 0) => Some(x),
            (a, b) => (a & b != 0).then_some(a & b),
        };
        let min_version = match (self.min_version, other.min_version) {
            (0, v) | (v, 0) => v,
            (a, b) if a == b => a,
            _ => return None,
        };
        let strength = |p: &Pattern| p.class & class::STRENGTH;
        // As in OpenSSL, a first strength class replaces what was said about the default list.
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

    /// A suite by its name, or an alias.
    fn named(name: &[u8]) -> Option<Pattern> {
        let suite = CIPHERS
            .iter()
            .find(|c| !c.is_tls13() && c.name.to_bytes() == name);
        match suite {
            // The version of a suite does not become part of the pattern.
            Some(c) => Some(Pattern {
                id: c.id,
                kx: c.kx,
                auth: c.auth,
                enc: c.enc,
                mac: c.mac,
                class: c.class,
                min_version: 0,
            }),
            None => alias(name),
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
    let version = |min_version| Pattern {
        min_version,
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

        b"SSLv3" => version(0x0300),
        b"TLSv1" | b"TLSv1.0" => version(0x0301),
        b"TLSv1.2" => version(0x0303),

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

/// The suites in their present order, those that are selected and those that are not.
struct Order(Vec<Entry>);

struct Entry {
    cipher: &'static Cipher,
    active: bool,
}

impl Order {
    fn new() -> Order {
        let entry = |id| {
            Cipher::find(id).map(|cipher| Entry {
                cipher,
                active: false,
            })
        };
        Order(PREFERENCE.into_iter().filter_map(entry).collect())
    }

    fn selected(&self) -> Vec<&'static Cipher> {
        let active = self.0.iter().filter(|e| e.active);
        active.map(|e| e.cipher).collect()
    }

    /// Applies the rule that `operator` (0 for none) makes of a pattern.
    fn apply(&mut self, operator: u8, pattern: &Pattern) {
        let concerned = |e: &Entry| {
            pattern.matches(e.cipher)
                && match operator {
                    b'+' | b'-' => e.active,
                    b'!' => true,
                    _ => !e.active,
                }
        };
        let (mut moved, mut rest): (Vec<Entry>, Vec<Entry>) = self.0.drain(..).partition(concerned);
        moved.iter_mut().for_each(|e| e.active = operator != b'-');
        self.0 = match operator {
            b'!' => rest,
            // What was deleted last comes first when it is added again.
            b'-' => {
                moved.append(&mut rest);
                moved
            }
            _ => {
                rest.append(&mut moved);
                rest
            }
        };
    }

    /// `@STRENGTH`: those with longer keys first.
    fn sort_by_strength(&mut self) {
        // A sort by '+' rules leaves behind the active ones what is not active.
        let (mut active, mut rest): (Vec<Entry>, Vec<Entry>) =
            self.0.drain(..).partition(|e| e.active);
        active.sort_by_key(|e| std::cmp::Reverse(e.cipher.bits));
        rest.append(&mut active);
        self.0 = rest;
    }

    fn process(&mut self, rules: &[u8], security_level: &mut i32) -> Result<(), Reason> {
        let separator = |b: &u8| matches!(b, b':' | b' ' | b';' | b',');
        let word_byte = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'=');
        let until = |text: &[u8], stop: &dyn Fn(&u8) -> bool| {
            text.iter().position(stop).unwrap_or(text.len())
        };

        let mut result = Ok(());
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
                    return Err(Reason::INVALID_COMMAND);
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
                pattern = pattern.and_then(|p| p.and(&Pattern::named(word)?));
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
                    _ => result = Err(Reason::INVALID_COMMAND),
                }
                rest = &rest[until(rest, &separator)..];
            } else if let Some(pattern) = pattern {
                self.apply(operator, &pattern);
            } else {
                rest = &rest[until(rest, &separator)..];
            }
        }
        result
    }
}

#[cfg(test)]
mod tests;
