/**
 * Who may do what, tried over real connections: every route, frame and command by every kind of caller. {@link
 * dev.parley.web.access.AccessTable} is the list of what may be done by whom; a new route is put there, everything else follows from it.
 */
package dev.parley.web.access;
