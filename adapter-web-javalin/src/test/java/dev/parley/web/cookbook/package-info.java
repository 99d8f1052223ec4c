/** Writes docs/api.md, examples of every route and frame, from the tables of both, and runs what the page has. */
package dev.parley.web.cookbook;
