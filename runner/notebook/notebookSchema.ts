const multiline = { oneOf: [{ type: "string" }, { type: "array", items: { type: "string" } }] };
const seconds = { type: "number", exclusiveMinimum: 0 };
const metadata = { type: "object" };
const mimeBundle = { type: "object", additionalProperties: true };
const executionCount = { type: ["integer", "null"], minimum: 0 };

const outputs = {
  type: "object",
  required: ["output_type"],
  discriminator: { propertyName: "output_type" },
  oneOf: [
    {
      properties: { output_type: { const: "stream" }, name: { type: "string" }, text: multiline },
      required: ["output_type", "name", "text"],
    },
    {
      properties: { output_type: { const: "display_data" }, data: mimeBundle, metadata },
      required: ["output_type", "data", "metadata"],
    },
    {
      properties: { output_type: { const: "execute_result" }, data: mimeBundle, metadata, execution_count: executionCount },
      required: ["output_type", "data", "metadata", "execution_count"],
    },
    {
      properties: {
        output_type: { const: "error" },
        ename: { type: "string" },
        evalue: { type: "string" },
        traceback: { type: "array", items: { type: "string" } },
      },
      required: ["output_type", "ename", "evalue", "traceback"],
    },
  ],
};

const cellFields = {
  id: { type: "string", pattern: "^[a-zA-Z0-9_-]{1,64}$" },
  source: multiline,
  metadata: {
    type: "object",
    properties: {
      tags: { type: "array", uniqueItems: true, items: { type: "string", pattern: "^[^,]+$" } },
      execution: { type: "object", properties: { timeout: seconds } },
    },
  },
};

const cells = {
  type: "object",
  required: ["cell_type"],
  discriminator: { propertyName: "cell_type" },
  oneOf: [
    {
      properties: {
        ...cellFields,
        cell_type: { const: "code" },
        outputs: { type: "array", items: outputs },
        execution_count: executionCount,
      },
      required: ["cell_type", "metadata", "source", "outputs", "execution_count"],
    },
    {
      properties: { ...cellFields, cell_type: { enum: ["markdown", "raw"] }, attachments: { type: "object" } },
      required: ["cell_type", "metadata", "source"],
    },
  ],
};

/**
 * JSON schema of the notebooks that are read: nbformat 4.0 to 4.5, and the limits in seconds that may stand in the metadata.
 * Fields that it does not name are allowed and kept.
 */
export const NOTEBOOK_SCHEMA = {
  type: "object",
  required: ["nbformat", "nbformat_minor", "metadata", "cells"],
  properties: {
    nbformat: { const: 4 },
    nbformat_minor: { type: "integer", minimum: 0, maximum: 5 },
    metadata: {
      type: "object",
      properties: {
        kernelspec: { type: "object", properties: { name: { type: "string" }, language: { type: "string" } } },
        language_info: { type: "object", properties: { name: { type: "string" } } },
        execution: {
          type: "object",
          properties: { timeout: seconds, notebook_timeout: seconds, startup_timeout: seconds, allow_errors: { type: "boolean" } },
        },
      },
    },
    cells: { type: "array", items: cells },
  },
  if: { properties: { nbformat_minor: { const: 5 } } },
  then: { properties: { cells: { items: { required: ["id"] } } } },
};
