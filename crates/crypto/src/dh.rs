//! Diffie-Hellman keys: parameters that applications give in libcrypto's old types, and keys made of numbers.

use std::ffi::CStr;
use std::ptr::null_mut;

use libc::c_int;

use super::bn::Number;
use super::exchange::PKeyContext;
use super::ffi::{self, DH, EC_KEY, EVP_PKEY};
use super::key_data::KeyData;
use super::library::Library;
use super::pkey::PKey;
use super::x509_file::Source;

impl PKey {
    /// A key that shares the parameters; `None` when memory is out.
    ///
    /// # Safety
    /// `parameters` is live.
    pub unsafe fn from_dh(parameters: *mut DH) -> Option<PKey> {
        // SAFETY: a new key, which takes its own reference to the parameters.
        unsafe {
            let key: *mut EVP_PKEY = ffi::EVP_PKEY_new();
            let owned = PKey::from_owned(key)?;
            (ffi::EVP_PKEY_set1_DH(key, parameters) == 1).then_some(owned)
        }
    }
}

/// The NID of a key's curve; `None` if the key has none.
///
/// # Safety
/// `key` is live.
pub unsafe fn curve_of(key: *mut EC_KEY) -> Option<c_int> {
    // SAFETY: live; the group belongs to the key.
    unsafe {
        let group = ffi::EC_KEY_get0_group(key);
        (!group.is_null()).then(|| ffi::EC_GROUP_get_curve_name(group))
    }
}

/// The parameters in a PEM file; `None`, with libcrypto's errors on the queue, if there are none.
pub fn parameters_from_file(file: &CStr) -> Option<PKey> {
    let source = Source::new()?;
    if !source.open(Some(file)) {
        return None;
    }
    // SAFETY: the file is live, and the parameters are owned until their end here.
    unsafe {
        let parameters = ffi::PEM_read_bio_DHparams(source.bio(), null_mut(), None, null_mut());
        if parameters.is_null() {
            return None;
        }
        let key = PKey::from_dh(parameters);
        ffi::DH_free(parameters);
        key
    }
}

/// Why a Diffie-Hellman key cannot be made of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DhError {
    /// Memory is out.
    Memory,
    /// The library has no Diffie-Hellman keys.
    Unavailable,
    /// libcrypto refuses the numbers.
    Refused,
}

/// A prime that is known to be safe: by its RFC and bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prime {
    Rfc2409Of1024,
    Rfc3526Of2048,
    Rfc3526Of3072,
    Rfc3526Of4096,
    Rfc3526Of8192,
}

impl Prime {
    fn number(self) -> Option<Number> {
        let get = match self {
            Prime::Rfc2409Of1024 => ffi::BN_get_rfc2409_prime_1024,
            Prime::Rfc3526Of2048 => ffi::BN_get_rfc3526_prime_2048,
            Prime::Rfc3526Of3072 => ffi::BN_get_rfc3526_prime_3072,
            Prime::Rfc3526Of4096 => ffi::BN_get_rfc3526_prime_4096,
            Prime::Rfc3526Of8192 => ffi::BN_get_rfc3526_prime_8192,
        };
        // SAFETY: without a number to fill, a new one is made, which is ours.
        unsafe { Number::from_owned(get(null_mut())) }
    }
}

/// A number in a Diffie-Hellman key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Prime,
    Generator,
    Public,
}

impl Part {
    const fn name(self) -> &'static CStr {
        match self {
            Part::Prime => c"p",
            Part::Generator => c"g",
            Part::Public => c"pub",
        }
    }
}

impl PKey {
    /// Parameters with a known prime and the generator 2.
    pub fn dh_parameters(library: &Library, prime: Prime) -> Result<PKey, DhError> {
        let prime = prime.number().ok_or(DhError::Memory)?;
        let generator = Number::from_bytes(&[2]).ok_or(DhError::Memory)?;
        let parts = [(Part::Prime, &prime), (Part::Generator, &generator)];
        from_parts(library, &parts, ffi::EVP_PKEY_KEY_PARAMETERS)
    }

    /// A peer's key. Nothing about it is checked.
    pub fn dh_public(
        library: &Library,
        prime: &[u8],
        generator: &[u8],
        public: &[u8],
    ) -> Result<PKey, DhError> {
        let number = |bytes| Number::from_bytes(bytes).ok_or(DhError::Memory);
        let (prime, generator, public) = (number(prime)?, number(generator)?, number(public)?);
        let parts = [
            (Part::Prime, &prime),
            (Part::Generator, &generator),
            (Part::Public, &public),
        ];
        from_parts(library, &parts, ffi::EVP_PKEY_KEYPAIR)
    }

    /// Whether its parameters and its public part are valid. That the prime is a safe one is not checked.
    pub fn dh_check(&self, library: &Library) -> bool {
        let Some(ctx) = PKeyContext::of_key(library, self) else {
            return false;
        };
        // SAFETY: the context is live.
        unsafe {
            ffi::EVP_PKEY_param_check_quick(ctx.as_ptr()) == 1
                && ffi::EVP_PKEY_public_check(ctx.as_ptr()) == 1
        }
    }

    /// One of its numbers, without leading zeros; `None` if it has not got it.
    pub fn dh_part(&self, part: Part) -> Option<Vec<u8>> {
        let mut number = null_mut();
        let name = part.name().as_ptr();
        // SAFETY: the key is live; the new number is ours.
        let number = unsafe {
            let got = ffi::EVP_PKEY_get_bn_param(self.as_ptr(), name, &mut number) == 1;
            got.then(|| Number::from_owned(number))??
        };
        Some(number.to_bytes())
    }

    /// Its strength as `EVP_PKEY_get_security_bits` counts it.
    pub fn security_bits(&self) -> c_int {
        // SAFETY: the key is live.
        unsafe { ffi::EVP_PKEY_get_security_bits(self.as_ptr()) }
    }

    /// The most bytes that a secret, signature or ciphertext of it has; of Diffie-Hellman, the prime's length.
    pub fn size(&self) -> usize {
        // SAFETY: the key is live.
        let size = unsafe { ffi::EVP_PKEY_get_size(self.as_ptr()) };
        usize::try_from(size).unwrap_or(0)
    }
}

/// A key of the numbers.
fn from_parts(
    library: &Library,
    parts: &[(Part, &Number)],
    selection: c_int,
) -> Result<PKey, DhError> {
    let data = KeyData::new().ok_or(DhError::Memory)?;
    for (part, number) in parts {
        data.number(part.name(), number).ok_or(DhError::Memory)?;
    }
    let ctx = PKeyContext::of_type(library, c"DH").ok_or(DhError::Unavailable)?;
    data.key(&ctx, selection).ok_or(DhError::Refused)
}

#[cfg(test)]
mod tests {
    use super::super::exchange::Exchange;
    use super::*;

    const LIBRARY: &Library = &Library::DEFAULT;

    #[test]
    fn known_primes_have_their_bits() {
        let primes = [
            (Prime::Rfc2409Of1024, 1024, 80),
            (Prime::Rfc3526Of2048, 2048, 112),
            (Prime::Rfc3526Of3072, 3072, 128),
            (Prime::Rfc3526Of4096, 4096, 128),
            (Prime::Rfc3526Of8192, 8192, 192),
        ];
        for (prime, bits, security) in primes {
            let key = PKey::dh_parameters(LIBRARY, prime).unwrap();
            assert_eq!(key.dh_part(Part::Prime).unwrap().len() * 8, bits);
            assert_eq!(key.dh_part(Part::Generator), Some(vec![2]));
            assert_eq!(key.dh_part(Part::Public), None);
            assert_eq!(key.size() * 8, bits);
            assert_eq!(key.security_bits(), security, "{bits}");
        }
        crate::err::clear();
    }

    #[test]
    fn both_sides_agree() {
        let parameters = PKey::dh_parameters(LIBRARY, Prime::Rfc3526Of2048).unwrap();
        let ours = Exchange::generate_like(LIBRARY, &parameters).unwrap();
        let part = |part| ours.key().dh_part(part).unwrap();
        let (prime, generator) = (part(Part::Prime), part(Part::Generator));
        let peer = PKey::dh_public(LIBRARY, &prime, &generator, ours.public()).unwrap();
        assert!(peer.dh_check(LIBRARY));
        let theirs = Exchange::generate_like(LIBRARY, &peer).unwrap();
        let secret = theirs.derive(&peer, true).unwrap();
        assert_eq!(secret.len(), 256);
        let peer = ours.peer(theirs.public()).unwrap();
        assert_eq!(ours.derive(&peer, true), Ok(secret));
    }

    #[test]
    fn padded_secrets_are_as_long_as_the_prime() {
        let parameters = PKey::dh_parameters(LIBRARY, Prime::Rfc2409Of1024).unwrap();
        let generate = || Exchange::generate_like(LIBRARY, &parameters).unwrap();
        let ours = generate();
        // One secret of 256 begins with a zero.
        let short = std::iter::repeat_with(generate)
            .take(20_000)
            .find_map(|theirs| {
                let peer = ours.peer(theirs.public()).unwrap();
                let secret = ours.derive(&peer, false).unwrap();
                (secret.len() < 128).then_some((peer, secret))
            });
        let (peer, secret) = short.unwrap();
        let padded = ours.derive(&peer, true).unwrap();
        assert_eq!(padded.len(), 128);
        let (zeros, rest) = padded.split_at(128 - secret.len());
        assert!(zeros.iter().all(|byte| *byte == 0));
        assert_eq!(rest, &secret[..]);
    }

    #[test]
    fn weak_public_values_fail_the_check() {
        let parameters = PKey::dh_parameters(LIBRARY, Prime::Rfc3526Of2048).unwrap();
        let prime = parameters.dh_part(Part::Prime).unwrap();
        let mut below = prime.clone();
        below[255] -= 1;
        for public in [&[0][..], &[1], &below, &prime] {
            let key = PKey::dh_public(LIBRARY, &prime, &[2], public).unwrap();
            assert!(!key.dh_check(LIBRARY));
        }
        let even = PKey::dh_public(LIBRARY, &below, &[2], &[9]).unwrap();
        assert!(!even.dh_check(LIBRARY), "the prime is even");
        crate::err::clear();
    }
}
