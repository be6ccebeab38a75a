//! Certificates and private keys of a context or connection.

/// The certificates, keys and chains that we can prove ourselves with.
#[derive(Clone, Default)]
pub struct Credentials {}
