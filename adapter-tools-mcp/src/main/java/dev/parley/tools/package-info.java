/**
 * Tools by the Model Context Protocol: the task tools, for the agent in the process and for others as an MCP server, and the tools of
 * external MCP servers. What the protocol's library does not do, or does in a way that tells too much, is done here.
 */
@NullMarked
package dev.parley.tools;

import org.jspecify.annotations.NullMarked;
