/* An application's callbacks on the server, and on the client: each with its answers. */
#include "flows.h"

static void client_hello_ok(void) {
    server.answers.client_hello = (struct answer){.on = 1, .result = SSL_CLIENT_HELLO_SUCCESS};
    connect_once();
}

static void client_hello_suspended(void) {
    server.answers.client_hello =
        (struct answer){.on = 1, .result = SSL_CLIENT_HELLO_SUCCESS, .suspend = 2};
    connect_once();
}

static void client_hello_refused(void) {
    server.answers.client_hello =
        (struct answer){.on = 1, .result = SSL_CLIENT_HELLO_ERROR, .alert = SSL_AD_USER_CANCELLED};
    connect_once();
}

static void servername(int result, int alert) {
    server.answers.servername = (struct answer){.on = 1, .result = result, .alert = alert};
    connect_once();
}

static void servername_ok(void) {
    servername(SSL_TLSEXT_ERR_OK, 0);
}

static void servername_noack(void) {
    servername(SSL_TLSEXT_ERR_NOACK, 0);
}

static void servername_warning(void) {
    servername(SSL_TLSEXT_ERR_ALERT_WARNING, 0);
}

static void servername_fatal(void) {
    servername(SSL_TLSEXT_ERR_ALERT_FATAL, 0);
}

static void servername_fatal_other(void) {
    servername(SSL_TLSEXT_ERR_ALERT_FATAL, SSL_AD_ACCESS_DENIED);
}

static void servername_absent(void) {
    server.answers.servername = (struct answer){.on = 1, .result = SSL_TLSEXT_ERR_OK};
    open_connections();
    SSL_set_tlsext_host_name(client.ssl, NULL);
    handshake();
    facts();
}

static void servername_of_the_client(void) {
    client.answers.servername = (struct answer){.on = 1, .result = SSL_TLSEXT_ERR_OK};
    servername_ok();
}

static void servername_changes_context(void) {
    SSL_CTX *other = SSL_CTX_new(TLS_server_method());

    use(other, SERVER_EC_2);
    server.answers.other = other;
    servername_ok();
}

static void alpn_offered(void) {
    static const unsigned char protocols[] = "\2h2\10http/1.1";

    SSL_CTX_set_alpn_protos(client.ctx, protocols, sizeof(protocols) - 1);
}

static void alpn(int result) {
    alpn_offered();
    server.answers.alpn = (struct answer){.on = 1, .result = result};
    connect_once();
}

static void alpn_ok(void) {
    alpn(SSL_TLSEXT_ERR_OK);
}

static void alpn_noack(void) {
    alpn(SSL_TLSEXT_ERR_NOACK);
}

static void alpn_fatal(void) {
    alpn(SSL_TLSEXT_ERR_ALERT_FATAL);
}

static void alpn_without_callback(void) {
    alpn_offered();
    connect_once();
}

static void alpn_not_offered(void) {
    server.answers.alpn = (struct answer){.on = 1, .result = SSL_TLSEXT_ERR_OK};
    connect_once();
}

static void alpn_resumed(void) {
    alpn_offered();
    server.answers.alpn = (struct answer){.on = 1, .result = SSL_TLSEXT_ERR_OK};
    second_connection(first_connection());
}

static void cert_of(struct end *end, int suspend, int result) {
    end->answers.cert = (struct answer){.on = 1, .result = result, .suspend = suspend};
    connect_once();
}

static void cert_ok(void) {
    server.answers.identity = SERVER_EC_2;
    cert_of(&server, 0, 1);
}

static void cert_suspended(void) {
    cert_of(&server, 2, 1);
}

static void cert_fails(void) {
    cert_of(&server, 0, 0);
}

static void ask_the_client(void) {
    SSL_CTX_set_verify(server.ctx, SSL_VERIFY_PEER, NULL);
    client.answers.identity = CLIENT_EC;
}

static void cert_of_the_client_ok(void) {
    ask_the_client();
    cert_of(&client, 0, 1);
}

static void cert_of_the_client_suspended(void) {
    ask_the_client();
    cert_of(&client, 2, 1);
}

static void cert_of_the_client_fails(void) {
    ask_the_client();
    cert_of(&client, 0, 0);
}

static void cert_of_the_client_not_asked_for(void) {
    cert_of(&client, 0, 1);
}

static void verify_fails(void) {
    use(server.ctx, SERVER_UNTRUSTED);
    connect_once();
    say_read(&server);
}

static void verify_overruled(void) {
    client.answers.verify = (struct answer){.on = 1, .result = 1};
    verify_fails();
}

static void verify_refuses(void) {
    client.answers.verify = (struct answer){.on = 1, .result = 0};
    connect_once();
}

static void verify_of_another_name(void) {
    open_connections();
    SSL_set1_host(client.ssl, "other.example");
    handshake();
    facts();
}

static void verify_expired(void) {
    use(server.ctx, SERVER_EXPIRED);
    connect_once();
}

static void verify_suspended(void) {
    client.answers.verify = (struct answer){.suspend = 2, .result = 1};
    connect_once();
}

static void verify_nothing(void) {
    SSL_CTX_set_verify(client.ctx, SSL_VERIFY_NONE, NULL);
    use(server.ctx, SERVER_UNTRUSTED);
    connect_once();
}

static void status_of(int of_server, int of_client) {
    SSL_CTX_set_tlsext_status_type(client.ctx, TLSEXT_STATUSTYPE_ocsp);
    server.answers.status = (struct answer){.on = 1, .result = of_server};
    client.answers.status = (struct answer){.on = 1, .result = of_client};
    connect_once();
}

static void status_ok(void) {
    status_of(SSL_TLSEXT_ERR_OK, 1);
}

static void status_none(void) {
    status_of(SSL_TLSEXT_ERR_NOACK, 1);
}

static void status_fatal(void) {
    status_of(SSL_TLSEXT_ERR_ALERT_FATAL, 1);
}

static void status_refused(void) {
    status_of(SSL_TLSEXT_ERR_OK, 0);
}

static void status_fails_at_the_client(void) {
    status_of(SSL_TLSEXT_ERR_OK, -1);
}

static void status_not_asked_for(void) {
    server.answers.status = (struct answer){.on = 1, .result = SSL_TLSEXT_ERR_OK};
    connect_once();
}

static void padding(void) {
    client.answers.record_padding.on = server.answers.record_padding.on = 1;
    connect_once();
    send_hello(&client, &server);
}

static void security(void) {
    client.answers.security.on = server.answers.security.on = 1;
    connect_once();
}

static void everything(void) {
    alpn_offered();
    SSL_CTX_set_verify(server.ctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_tlsext_status_type(client.ctx, TLSEXT_STATUSTYPE_ocsp);
    client.answers.identity = CLIENT_EC;
    client.answers.cert = server.answers.cert = (struct answer){.on = 1, .result = 1};
    client.answers.status = (struct answer){.on = 1, .result = 1};
    server.answers.client_hello = (struct answer){.on = 1, .result = SSL_CLIENT_HELLO_SUCCESS};
    server.answers.servername = (struct answer){.on = 1, .result = SSL_TLSEXT_ERR_OK};
    server.answers.alpn = (struct answer){.on = 1, .result = SSL_TLSEXT_ERR_OK};
    server.answers.status = (struct answer){.on = 1, .result = SSL_TLSEXT_ERR_OK};
    server.answers.ticket_key = (struct answer){.on = 1, .result = 1};
    server.answers.generate = (struct answer){.on = 1, .result = 1};
    server.answers.decrypt = (struct answer){.on = 1, .result = SSL_TICKET_RETURN_USE};
    server.answers.get_session = (struct answer){.on = 1, .result = 1};
    server.answers.identity = SERVER_EC;
    second_connection(first_connection());
}

const struct flow callbacks[] = {
    {"client-hello-ok", client_hello_ok, 0},
    {"client-hello-suspended", client_hello_suspended, 0},
    {"client-hello-refused", client_hello_refused, 0},
    {"servername-ok", servername_ok, 0},
    {"servername-noack", servername_noack, 0},
    {"servername-warning", servername_warning, 0},
    {"servername-fatal", servername_fatal, 0},
    {"servername-fatal-other", servername_fatal_other, 0},
    {"servername-absent", servername_absent, 0},
    {"servername-client", servername_of_the_client, 0},
    {"servername-changes-context", servername_changes_context, 0},
    {"alpn-ok", alpn_ok, 0},
    {"alpn-noack", alpn_noack, 0},
    {"alpn-fatal", alpn_fatal, 0},
    {"alpn-no-callback", alpn_without_callback, 0},
    {"alpn-not-offered", alpn_not_offered, 0},
    {"alpn-resumed", alpn_resumed, 0},
    {"cert-ok", cert_ok, 0},
    {"cert-suspended", cert_suspended, 0},
    {"cert-fails", cert_fails, 0},
    {"cert-client-ok", cert_of_the_client_ok, 0},
    {"cert-client-suspended", cert_of_the_client_suspended, 0},
    {"cert-client-fails", cert_of_the_client_fails, 0},
    {"cert-client-not-asked-for", cert_of_the_client_not_asked_for, 0},
    {"verify-fails", verify_fails, 0},
    {"verify-overruled", verify_overruled, 0},
    {"verify-refuses", verify_refuses, 0},
    {"verify-other-name", verify_of_another_name, 0},
    {"verify-expired", verify_expired, 0},
    {"verify-suspended", verify_suspended, 0},
    {"verify-nothing", verify_nothing, 0},
    {"status-ok", status_ok, 0},
    {"status-none", status_none, 0},
    {"status-fatal", status_fatal, 0},
    {"status-refused", status_refused, 0},
    {"status-client-fails", status_fails_at_the_client, 0},
    {"status-not-asked-for", status_not_asked_for, 0},
    {"padding", padding, TLS1_3_VERSION},
    {"security", security, 0},
    {"all-callbacks", everything, 0},
};
const size_t callbacks_count = COUNT_OF(callbacks);
