"""From a student's text to an expression tree; nothing typed is ever evaluated."""
