package dev.parley.web.connection;

import java.net.InetAddress;

/**
 * Who is at the far end of a request, behind all proxies that are trusted to tell.
 *
 * @param address where it comes from
 * @param secure whether it came over TLS
 */
public record Client(InetAddress address, boolean secure) {}
