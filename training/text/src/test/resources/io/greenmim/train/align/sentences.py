  def forward(self: __torch__.Kernels, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
    rates = torch.mul(torch.arange(1, 13, dtype=6), 0.7)
    turns = torch.mul(torch.unsqueeze(torch.to(input_ids, 6), -1), rates)
    each = torch.sin(torch.mul(turns, torch.unsqueeze(torch.to(attention_mask, 6), -1)))
    return torch.add(each, torch.mul(torch.sum(each, [1], True), 0.5))
