package dev.parley.channel.slack;

/** The names of the buttons in Parley's messages. */
final class Press {
    static final String APPROVE = "parley_approve";
    static final String REFUSE = "parley_refuse";

    /** Opens a form. */
    static final String FORM = "parley_form";

    /** With the number of the option behind it, from 0. */
    static final String OPTION = "parley_option_";

    private Press() {}
}
