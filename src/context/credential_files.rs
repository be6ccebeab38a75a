//! Certificates and keys from files. See SSL_CTX_use_certificate_file(3).

use std::ffi::CStr;

use libc::c_int;

use super::chain;
use super::credentials::{use_certificate, use_key, Holder};
use crate::constants::{SSL_FILETYPE_ASN1, SSL_FILETYPE_PEM};
use crate::error::reason::Reason;
use crate::sys::err;
use crate::sys::pkey::PKey;
use crate::sys::x509_file::{end_of_pem, PemPassword, Source};

// Reading a file may call the application's password callback, so it happens outside.

/// The password callback for encrypted files.
fn password(holder: &impl Holder) -> PemPassword {
    let password = holder.settings().password;
    PemPassword {
        callback: password.call,
        arg: password.arg,
    }
}

/// Opens a file. A failure queues OpenSSL's errors.
fn open(file: Option<&CStr>) -> Option<Source> {
    let Some(source) = Source::new() else {
        err::raise(Reason::ERR_R_BUF_LIB);
        return None;
    };
    if !source.open(file) {
        err::raise(Reason::ERR_R_SYS_LIB);
        return None;
    }
    Some(source)
}

/// The first object of an open file, PEM or DER. A failure queues OpenSSL's errors.
fn first<T>(
    kind: c_int,
    der: impl FnOnce() -> Option<T>,
    pem: impl FnOnce() -> Option<T>,
) -> Option<T> {
    let (found, reason) = match kind {
        SSL_FILETYPE_ASN1 => (der(), Reason::ERR_R_ASN1_LIB),
        SSL_FILETYPE_PEM => (pem(), Reason::ERR_R_PEM_LIB),
        _ => (None, Reason::BAD_SSL_FILETYPE),
    };
    if found.is_none() {
        err::raise(reason);
    }
    found
}

/// Uses the first certificate of a file.
pub fn use_certificate_file(holder: &impl Holder, file: Option<&CStr>, kind: c_int) -> bool {
    let (library, password) = (holder.library(), password(holder));
    let cert = holder.outside(|| {
        let source = open(file)?;
        first(
            kind,
            || source.certificate_der(&library),
            || source.certificate_pem(&library, password),
        )
    });
    cert.is_some_and(|cert| use_certificate(holder, &cert))
}

/// Uses the first private key of a file.
pub fn use_key_file(holder: &impl Holder, file: Option<&CStr>, kind: c_int) -> bool {
    let library = holder.library();
    use_any_key_file(
        holder,
        file,
        kind,
        |source| source.key_der(&library),
        |source, password| source.key_pem(&library, password),
    )
}

/// Uses the first RSA key of a file: PKCS#1 in DER.
pub fn use_rsa_file(holder: &impl Holder, file: Option<&CStr>, kind: c_int) -> bool {
    use_any_key_file(holder, file, kind, Source::rsa_der, Source::rsa_pem)
}

fn use_any_key_file(
    holder: &impl Holder,
    file: Option<&CStr>,
    kind: c_int,
    der: impl FnOnce(&Source) -> Option<PKey>,
    pem: impl FnOnce(&Source, PemPassword) -> Option<PKey>,
) -> bool {
    let password = password(holder);
    let key = holder.outside(|| {
        let source = open(file)?;
        first(kind, || der(&source), || pem(&source, password))
    });
    key.is_some_and(|key| use_key(holder, &key))
}

/// Uses the first certificate of a PEM file, and the others as its chain. Empties the error queue first.
/// A private key that does not match is not an error.
pub fn use_chain_file(holder: &impl Holder, file: Option<&CStr>) -> bool {
    err::clear();
    let Some(source) = holder.outside(|| open(file)) else {
        return false;
    };
    let (library, password) = (holder.library(), password(holder));
    let Some(leaf) = holder.outside(|| source.trusted_certificate_pem(&library, password)) else {
        err::raise(Reason::ERR_R_PEM_LIB);
        return false;
    };
    if !use_certificate(holder, &leaf) || err::peek() != 0 || chain::set(holder, None).is_err() {
        return false;
    }
    while let Some(cert) = holder.outside(|| source.certificate_pem(&library, password)) {
        if chain::add(holder, cert).is_err() {
            return false;
        }
    }
    let complete = end_of_pem();
    if complete {
        err::clear();
    }
    complete
}
