"""The rules of procedure: values in, a fact or a refusal out. No web, database, clock or chance."""
