package dev.parley.application.telemetry;

import dev.parley.application.port.ModelCallReport;
import dev.parley.domain.ChatException;
import dev.parley.domain.ErrorCode;
import java.util.concurrent.CancellationException;

/** What failures are called where they are counted: a closed list, whatever was thrown. */
final class ErrorNames {
    private ErrorNames() {}

    static String of(Throwable failure) {
        return switch (failure) {
            case ChatException refusal -> refusal.code().code();
            case InterruptedException stopped -> ModelCallReport.CANCELLED;
            case CancellationException unwanted -> ModelCallReport.CANCELLED;
            default -> ErrorCode.INTERNAL.code();
        };
    }
}
