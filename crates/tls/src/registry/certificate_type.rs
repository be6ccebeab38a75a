//! Types of client certificates (RFC 5246 section 7.4.4, RFC 8422 section 5.5, and SSL 3.0's).

numbers! {
    /// What a CertificateRequest asks for below TLS 1.3.
    ClientCertificateType(u8)
    RSA_SIGN = 1;
    DSS_SIGN = 2;
    RSA_EPHEMERAL_DH = 5;
    DSS_EPHEMERAL_DH = 6;
    ECDSA_SIGN = 64;
}
