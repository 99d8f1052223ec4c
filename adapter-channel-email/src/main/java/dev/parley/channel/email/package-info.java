/**
 * Reaches people by email (SMTP) and takes what they answer by a reply (IMAP). It sends and reads mails; whom they reach and which answers
 * count the application decides.
 */
@NullMarked
package dev.parley.channel.email;

import org.jspecify.annotations.NullMarked;
