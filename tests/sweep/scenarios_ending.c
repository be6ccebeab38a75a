/* Connections that end in each way, and the calls after the end. */
#include "scenarios.h"

static struct end *actor(const struct scenario *scenario) {
    return scenario->server ? &ends.server : &ends.client;
}

static struct end *other(const struct scenario *scenario) {
    return scenario->server ? &ends.client : &ends.server;
}

static void shut_down(struct end *end, const char *stage) {
    int ret;

    ERR_clear_error();
    ret = SSL_shutdown(end->ssl);
    stage_begin(role_of(end->ssl), "%s-returns", stage);
    result("SSL_shutdown", end->ssl, ret);
    sweep_both(stage);
}

static void connect(const struct scenario *scenario) {
    ends_connect(&scenario->plan);
    deliver_all(&ends.server, &ends.client);
    read_at(&ends.client, "tickets");
}

static void one_way(const struct scenario *scenario) {
    connect(scenario);
    shut_down(actor(scenario), "close_notify-sent");
    deliver_all(actor(scenario), other(scenario));
    read_at(other(scenario), "close_notify-read");
    sweep_both("close_notify-read");
}

static void two_way(const struct scenario *scenario) {
    one_way(scenario);
    shut_down(other(scenario), "answered");
    deliver_all(other(scenario), actor(scenario));
    shut_down(actor(scenario), "complete");
    shut_down(actor(scenario), "once-more");
}

static void quiet(const struct scenario *scenario) {
    connect(scenario);
    SSL_set_quiet_shutdown(actor(scenario)->ssl, 1);
    shut_down(actor(scenario), "quiet");
}

static void end_of_file(const struct scenario *scenario) {
    connect(scenario);
    BIO_set_mem_eof_return(actor(scenario)->in, 0);
    read_at(actor(scenario), "eof");
    sweep_both("eof");
    shut_down(actor(scenario), "eof-then-shutdown");
}

/* The other end gets a record that it cannot open, and answers with an alert. */
static void alerts(const struct scenario *scenario) {
    static const unsigned char garbage[5 + 48] = {SSL3_RT_APPLICATION_DATA, 3, 3, 0, 48};

    connect(scenario);
    BIO_write(other(scenario)->in, garbage, sizeof(garbage));
    read_at(other(scenario), "garbage");
    sweep_both("alert-sent");
    read_at(other(scenario), "again");
    sweep_both("read-after-alert-sent");
    deliver_all(other(scenario), actor(scenario));
    read_at(actor(scenario), "alert");
    sweep_both("alert-received");
    shut_down(actor(scenario), "alert-received-then-shutdown");
    shut_down(other(scenario), "alert-sent-then-shutdown");
}

static void by_hand(const struct scenario *scenario) {
    connect(scenario);
    for (int mode = 0; mode < 4; mode++) {
        SSL_set_shutdown(actor(scenario)->ssl, mode);
        sweep_both("set_shutdown");
    }
    shut_down(actor(scenario), "after-set_shutdown");
}

static void half(const struct scenario *scenario) {
    int ret;

    connect(scenario);
    SSL_shutdown(actor(scenario)->ssl);
    deliver_all(actor(scenario), other(scenario));
    read_at(other(scenario), "close_notify");
    ret = SSL_write(other(scenario)->ssl, "more", 4);
    stage_begin(role_of(other(scenario)->ssl), "write-after-close_notify-returns");
    result("SSL_write", other(scenario)->ssl, ret);
    sweep_both("written-after-close_notify");
    deliver_all(other(scenario), actor(scenario));
    read_at(actor(scenario), "data-after-close_notify");
    sweep_both("data-after-close_notify");
    ret = SSL_write(actor(scenario)->ssl, "more", 4);
    stage_begin(role_of(actor(scenario)->ssl), "write-after-shutdown-returns");
    result("SSL_write", actor(scenario)->ssl, ret);
    sweep_both("write-after-shutdown");
}

#define ENDS(suffix, function)                                                                     \
    {"tls12-client-" suffix, function, {.version = TLS1_2_VERSION, .quiet = 1}, 0},                \
        {"tls12-server-" suffix, function, {.version = TLS1_2_VERSION, .quiet = 1}, 1},            \
        {"tls13-client-" suffix, function, {.version = TLS1_3_VERSION, .quiet = 1}, 0}, {          \
        "tls13-server-" suffix, function, {.version = TLS1_3_VERSION, .quiet = 1}, 1               \
    }

const struct scenario endings[] = {
    ENDS("one-way", one_way),  ENDS("two-way", two_way), ENDS("quiet", quiet),
    ENDS("eof", end_of_file),  ENDS("alert", alerts),    ENDS("set_shutdown", by_hand),
    ENDS("half-closed", half),
};
const size_t ending_count = COUNT_OF(endings);
