export const forbidden = 'contract must not know core';
