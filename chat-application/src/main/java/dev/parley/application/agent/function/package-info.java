/**
 * The agent functions: what a model is asked for in a form of its own, each a template beside these classes and a typed result. Nothing here
 * changes a session; what the functions find out goes on as an ordinary answer or tool call.
 */
@NullMarked
package dev.parley.application.agent.function;

import org.jspecify.annotations.NullMarked;
