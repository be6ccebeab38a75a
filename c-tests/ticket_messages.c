/* A TLS 1.3 client's processing of a server's ticket: the parts of the message, and its
 * extensions. */
#include "harness.h"
#include "journal.h"

static struct {
    int count;
    size_t ticket;
    unsigned early_data;
    unsigned long lifetime;
} got;

static int on_new(SSL *ssl, SSL_SESSION *session) {
    (void)ssl;
    got.count++;
    SSL_SESSION_get0_ticket(session, NULL, &got.ticket);
    got.early_data = SSL_SESSION_get_max_early_data(session);
    got.lifetime = SSL_SESSION_get_ticket_lifetime_hint(session);
    return 0;
}

#define BEGIN "00 00 0e 10 01 02 03 04 "
#define NONCE "01 00 "
#define TICKET "00 04 74 69 63 6b "

static const struct {
    const char *name, *body;
} messages[] = {
    {"usual", BEGIN NONCE TICKET "00 00"},
    {"no nonce", BEGIN "00" TICKET "00 00"},
    {"a long nonce", BEGIN "09 00 01 02 03 04 05 06 07 08" TICKET "00 00"},
    {"a nonce that is too long", BEGIN "ff 00"},
    {"no ticket", BEGIN NONCE "00 00 00 00"},
    {"a ticket that is too long", BEGIN NONCE "00 05 74 69 63 6b"},
    {"no extensions", BEGIN NONCE TICKET},
    {"half a length of extensions", BEGIN NONCE TICKET "00"},
    {"extensions that are too long", BEGIN NONCE TICKET "00 01"},
    {"bytes behind the extensions", BEGIN NONCE TICKET "00 00 00"},
    {"lifetime 0", "00 00 00 00 01 02 03 04" NONCE TICKET "00 00"},
    {"a lifetime of more than a week", "00 ff ff ff 01 02 03 04" NONCE TICKET "00 00"},
    {"early data", BEGIN NONCE TICKET "00 08 00 2a 00 04 00 00 10 00"},
    {"no early data", BEGIN NONCE TICKET "00 08 00 2a 00 04 00 00 00 00"},
    {"early data of 3 bytes", BEGIN NONCE TICKET "00 07 00 2a 00 03 00 10 00"},
    {"early data of 5 bytes", BEGIN NONCE TICKET "00 09 00 2a 00 05 00 00 10 00 00"},
    {"early data twice",
     BEGIN NONCE TICKET "00 10 00 2a 00 04 00 00 10 00 00 2a 00 04 00 00 10 00"},
    {"an unknown extension", BEGIN NONCE TICKET "00 05 12 34 00 01 00"},
    {"an unknown extension twice", BEGIN NONCE TICKET "00 0a 12 34 00 01 00 12 34 00 01 00"},
    {"GREASE", BEGIN NONCE TICKET "00 04 0a 0a 00 00"},
    {"a server name", BEGIN NONCE TICKET "00 04 00 00 00 00"},
    {"a key share", BEGIN NONCE TICKET "00 04 00 33 00 00"},
    {"padding", BEGIN NONCE TICKET "00 04 00 15 00 00"},
    {"a renegotiation", BEGIN NONCE TICKET "00 05 ff 01 00 01 00"},
    {"next protocols", BEGIN NONCE TICKET "00 04 33 74 00 00"},
    {"compressed certificates", BEGIN NONCE TICKET "00 04 00 1b 00 00"},
    {"a record size limit", BEGIN NONCE TICKET "00 06 00 1c 00 02 40 01"},
    {"half an extension", BEGIN NONCE TICKET "00 03 12 34 00"},
    {"an extension that is too long", BEGIN NONCE TICKET "00 05 12 34 00 02 00"},
};

static void send_message(struct pair *pair, const char *hex) {
    unsigned char bytes[256];
    size_t length = 4;

    for (; *hex != '\0'; hex++) {
        unsigned byte;

        if (*hex == ' ')
            continue;
        assert_int_equal(sscanf(hex, "%2x", &byte), 1);
        bytes[length++] = (unsigned char)byte;
        hex++;
    }
    memcpy(bytes, "\4\0\0", 3);
    bytes[3] = (unsigned char)(length - 4);
    forge_record(pair, SSL3_RT_HANDSHAKE, bytes, length);
}

static void receive_all(struct pair *pair, int choice) {
    (void)choice;
    SSL_CTX_set_session_cache_mode(pair->client_ctx, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(pair->client_ctx, on_new);
    for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
        struct alert_log alerts;
        char buffer[16];
        int ret;

        forge_connect(pair);
        memset(&got, 0, sizeof(got));
        note_alerts(pair->client, &alerts);
        send_message(pair, messages[i].body);
        ERR_clear_error();
        ret = SSL_read(pair->client, buffer, sizeof(buffer));
        journal("%s: ", messages[i].name);
        if (SSL_get_error(pair->client, ret) == SSL_ERROR_SSL)
            journal("%s, ", ERR_reason_error_string(ERR_peek_error()));
        if (alerts.sent > 0)
            journal("alert %d, ", alerts.sent_code);
        if (got.count > 0)
            journal("%d new, ticket %zu, early data %u, lifetime %lu\n", got.count, got.ticket,
                    got.early_data, got.lifetime);
        else
            journal("nothing new\n");
        ERR_clear_error();
    }
}

static const struct journal_row rows[] = {
    {"tickets", TLS1_3_VERSION, receive_all, 0,
     "usual: 1 new, ticket 4, early data 0, lifetime 3600\n"
     "no nonce: 1 new, ticket 4, early data 0, lifetime 3600\n"
     "a long nonce: 1 new, ticket 4, early data 0, lifetime 3600\n"
     "a nonce that is too long: length mismatch, alert 50, nothing new\n"
     "no ticket: length mismatch, alert 50, nothing new\n"
     "a ticket that is too long: length mismatch, alert 50, nothing new\n"
     "no extensions: length mismatch, alert 50, nothing new\n"
     "half a length of extensions: length mismatch, alert 50, nothing new\n"
     "extensions that are too long: length mismatch, alert 50, nothing new\n"
     "bytes behind the extensions: length mismatch, alert 50, nothing new\n"
     "lifetime 0: 1 new, ticket 4, early data 0, lifetime 0\n"
     "a lifetime of more than a week: 1 new, ticket 4, early data 0, lifetime 16777215\n"
     "early data: 1 new, ticket 4, early data 4096, lifetime 3600\n"
     "no early data: 1 new, ticket 4, early data 0, lifetime 3600\n"
     "early data of 3 bytes: invalid max early data, alert 50, nothing new\n"
     "early data of 5 bytes: invalid max early data, alert 50, nothing new\n"
     "early data twice: bad extension, alert 47, nothing new\n"
     "an unknown extension: 1 new, ticket 4, early data 0, lifetime 3600\n"
     "an unknown extension twice: 1 new, ticket 4, early data 0, lifetime 3600\n"
     "GREASE: 1 new, ticket 4, early data 0, lifetime 3600\n"
     "a server name: bad extension, alert 47, nothing new\n"
     "a key share: bad extension, alert 47, nothing new\n"
     "padding: bad extension, alert 47, nothing new\n"
     "a renegotiation: bad extension, alert 47, nothing new\n"
     "next protocols: bad extension, alert 47, nothing new\n"
     "compressed certificates: 1 new, ticket 4, early data 0, lifetime 3600\n"
     "a record size limit: 1 new, ticket 4, early data 0, lifetime 3600\n"
     "half an extension: bad extension, alert 50, nothing new\n"
     "an extension that is too long: bad extension, alert 50, nothing new\n"},
};

JOURNALS_MAIN(rows)
