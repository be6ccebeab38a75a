/* Getters of the peer's certificates and requests, and of the verification's result. */
#include "lent.h"

static void ask_dane(SSL *ssl) {
    X509 *authority = NULL;
    EVP_PKEY *anchor = NULL;
    uint8_t usage = 77, selector = 77, type = 77;
    const unsigned char *data = NULL;
    size_t length = 77;
    int ret;

    POINTER(SSL_get0_dane, ssl);
    asking("SSL_get0_dane_authority");
    ret = SSL_get0_dane_authority(ssl, &authority, &anchor);
    lent_certificate("SSL_get0_dane_authority", authority);
    lent_object("SSL_get0_dane_authority", anchor);
    answer("%d, %s, %s", ret, authority != NULL ? "set" : "NULL", anchor != NULL ? "set" : "NULL");
    asking("SSL_get0_dane_tlsa");
    ret = SSL_get0_dane_tlsa(ssl, &usage, &selector, &type, &data, &length);
    lent_bytes("SSL_get0_dane_tlsa", data, length);
    answer("%d, %d %d %d %s %zu", ret, usage, selector, type, data != NULL ? "set" : "NULL",
           length);
}

static void ask_status(SSL *ssl) {
    void *list = &list;
    const unsigned char *response = NULL;
    long ret;

    NUMBER(SSL_get_tlsext_status_type, ssl);
    asking("SSL_get_tlsext_status_exts");
    ret = SSL_get_tlsext_status_exts(ssl, &list);
    answer("%ld, %s", ret, list != NULL ? "set" : "NULL");
    list = &list;
    asking("SSL_get_tlsext_status_ids");
    ret = SSL_get_tlsext_status_ids(ssl, &list);
    answer("%ld, %s", ret, list != NULL ? "set" : "NULL");
    asking("SSL_get_tlsext_status_ocsp_resp");
    ret = SSL_get_tlsext_status_ocsp_resp(ssl, &response);
    bytes(response, ret > 0 ? (size_t)ret : 0);
}

void ask_peer(SSL *ssl) {
    const unsigned char *types = NULL;
    X509 *peer;
    long ret;

    NUMBER(SSL_get_verify_result, ssl);
    ASK(certificate, SSL_get0_peer_certificate, ssl);
    asking("SSL_get1_peer_certificate");
    peer = SSL_get1_peer_certificate(ssl);
    certificate(peer);
    X509_free(peer);
    ASK(certificates, SSL_get_peer_cert_chain, ssl);
    ASK(certificates, SSL_get0_verified_chain, ssl);
    TEXT(SSL_get0_peername, ssl);
    ASK(names, SSL_get0_peer_CA_list, ssl);
    ASK(names, SSL_get_client_CA_list, ssl);
    ASK(names, SSL_get0_CA_list, ssl);
    asking("SSL_get0_certificate_types");
    ret = SSL_get0_certificate_types(ssl, &types);
    bytes(types, ret > 0 ? (size_t)ret : 0);
    POINTER(SSL_get0_peer_scts, ssl);
    ask_dane(ssl);
    ask_status(ssl);
}
